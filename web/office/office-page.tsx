import { useSelector } from '@xstate/react'
import { useEffect, useState } from 'react'
import type { Office } from '../../coordinator/protocol/office/settings.ts'
import { ApiRefusal } from '../api/request.ts'
import { formatDay, formatTime } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { WordsEditor } from './announcements-editor.tsx'
import {
  type DraftErrors,
  draftErrorsFrom,
  draftErrorsOf,
  draftOf,
  type EditedOffice,
  type OfficeDraft,
  sameDraft,
  settingsOf,
} from './draft.ts'
import { ExceptionsEditor, HoursEditor } from './hours-editor.tsx'
import { saveOffice } from './office.ts'
import { Preview } from './preview.tsx'

/** When the office is open, and what callers hear. Administrators change it, everybody may look. */
export function OfficePage() {
  const { office } = useConsole()
  const current = useSelector(office, ({ context }) => context.office)
  return current === null ? <p className="soft">Reading…</p> : <OfficeForm current={current} />
}

const NO_FAULTS: DraftErrors = new Map()

function OfficeForm({ current }: { current: Office }) {
  const { me, office, readOffice, notices } = useConsole()
  const [edited, setEdited] = useState<EditedOffice>(
    office.getSnapshot().context.edited ?? { base: current, draft: draftOf(current) },
  )
  const [faults, setFaults] = useState(NO_FAULTS)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { base, draft } = edited
  const dirty = !sameDraft(draft, draftOf(base))
  const changedMeanwhile = current.rev !== base.rev
  const take = (it: Office) => {
    setEdited({ base: it, draft: draftOf(it) })
    setFaults(NO_FAULTS)
  }

  // Another page, or a call, must cost nobody what is half written.
  useEffect(() => {
    office.trigger.draftChanged({ edited: dirty ? edited : null })
  }, [office, edited, dirty])
  useEffect(() => {
    if (changedMeanwhile && !dirty) take(current)
  })

  const change = (part: Partial<OfficeDraft>) => setEdited({ base, draft: { ...draft, ...part } })

  const save = async () => {
    const found = draftErrorsOf(draft)
    setFaults(found)
    setTrouble(found.size > 0 ? 'Not saved yet: some fields need another look.' : null)
    if (found.size > 0) return
    setBusy(true)
    try {
      const saved = await saveOffice(settingsOf(draft), base.rev)
      office.trigger.officeReceived({ office: saved })
      take(saved)
      notices.trigger.show({ title: 'The office was saved', tone: 'good' })
    } catch (error) {
      if (error instanceof ApiRefusal && error.problem.code === 'changed_meanwhile') readOffice()
      else if (error instanceof ApiRefusal && error.problem.errors)
        setFaults(draftErrorsFrom(error.problem.errors))
      setTrouble(saveErrorText(error))
    } finally {
      setBusy(false)
    }
  }

  const admin = me.role === 'admin'
  return (
    <form
      className="office"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p className="soft">
        {admin ? null : 'Administrators can change this. '}
        {current.changedBy && current.changedAt
          ? `Changed by ${current.changedBy.name}, ${formatDay(current.changedAt)} ${formatTime(current.changedAt)}`
          : 'Nobody has changed anything yet.'}
      </p>
      {changedMeanwhile && dirty ? (
        <Meanwhile
          current={current}
          onTake={() => take(current)}
          onKeep={() => {
            setEdited({ base: current, draft })
            setTrouble(null)
          }}
        />
      ) : null}
      <Preview settings={settingsOf(draft)} />
      <fieldset disabled={!admin} className="office-fields">
        <legend className="visually-hidden">Settings</legend>
        <HoursEditor draft={draft} faults={faults} change={change} />
        <ExceptionsEditor draft={draft} faults={faults} change={change} />
        <WordsEditor draft={draft} faults={faults} change={change} />
      </fieldset>
      {admin ? (
        <div className="office-foot">
          <Button type="submit" look="accent" disabled={!dirty || busy || changedMeanwhile}>
            {busy ? 'Saving…' : 'Save'}
          </Button>
          <Button disabled={!dirty || busy} onClick={() => take(current)}>
            Discard changes
          </Button>
          <span role="alert" className="bad grow">
            {trouble}
          </span>
        </div>
      ) : null}
    </form>
  )
}

interface MeanwhileProps {
  current: Office
  onTake: () => void
  onKeep: () => void
}

function Meanwhile({ current, onTake, onKeep }: MeanwhileProps) {
  return (
    <div className="card panel meanwhile" role="alert">
      <p>
        <b>{current.changedBy?.name ?? 'Somebody'} changed this meanwhile.</b> Your changes are not saved;
        they are still here.
      </p>
      <div className="row">
        <Button className="btn-small" onClick={onTake}>
          Take what was saved
        </Button>
        <Button className="btn-small" onClick={onKeep}>
          Go on with mine instead
        </Button>
      </div>
    </div>
  )
}

function saveErrorText(error: unknown): string {
  if (!(error instanceof ApiRefusal)) return 'The server did not answer. Try again.'
  if (error.problem.code === 'changed_meanwhile') return `Not saved: ${error.problem.detail.toLowerCase()}.`
  return error.problem.errors ? 'Not saved yet: some fields need another look.' : error.problem.detail
}
