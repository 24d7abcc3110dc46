import { useEffect, useState } from 'react'
import type { Office } from '../../coordinator/protocol/office/settings.ts'
import { useConfirmed } from '../account/use-confirmed.tsx'
import { ApiRefusal } from '../api/request.ts'
import { formatDay, formatTime } from '../calls/format.ts'
import { problemText } from '../commands/problem-text.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { AnnouncementsEditor } from './announcements-editor.tsx'
import { ChangedByOther } from './changed-by-other.tsx'
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
import { ExceptionsEditor } from './exceptions-editor.tsx'
import { HoursEditor } from './hours-editor.tsx'
import { saveOffice } from './office.ts'
import { Preview } from './preview.tsx'
import { RecordingEditor } from './recording-editor.tsx'
import { TagsEditor } from './tags-editor.tsx'

const NO_ERRORS: DraftErrors = new Map()

export function OfficeForm({ current }: { current: Office }) {
  const { me, office, readOffice, notices } = useConsole()
  const [edited, setEdited] = useState<EditedOffice>(
    office.getSnapshot().context.edited ?? { base: current, draft: draftOf(current) },
  )
  const [errors, setErrors] = useState(NO_ERRORS)
  const [saveError, setSaveError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { confirmed, dialog } = useConfirmed()
  const { base, draft } = edited
  const dirty = !sameDraft(draft, draftOf(base))
  const changedByOther = current.rev !== base.rev
  const take = (it: Office) => {
    setEdited({ base: it, draft: draftOf(it) })
    setErrors(NO_ERRORS)
  }

  // Changes survive a call, and a visit to another page.
  useEffect(() => {
    office.trigger.draftChanged({ edited: dirty ? edited : null })
  }, [office, edited, dirty])
  useEffect(() => {
    if (changedByOther && !dirty) take(current)
  })

  const change = (part: Partial<OfficeDraft>) => setEdited({ base, draft: { ...draft, ...part } })

  const save = async () => {
    const found = draftErrorsOf(draft)
    setErrors(found)
    setSaveError(found.size > 0 ? t('office.lookAgain') : null)
    if (found.size > 0) return
    setBusy(true)
    try {
      await confirmed(async () => {
        const saved = await saveOffice(settingsOf(draft), base.rev)
        office.trigger.officeReceived({ office: saved })
        take(saved)
      })
      notices.trigger.show({ title: t('office.saved'), tone: 'good' })
    } catch (error) {
      if (error instanceof ApiRefusal && error.problem.code === 'changed_meanwhile') readOffice()
      else if (error instanceof ApiRefusal && error.problem.errors)
        setErrors(draftErrorsFrom(error.problem.errors))
      setSaveError(saveErrorText(error))
    } finally {
      setBusy(false)
    }
  }

  const admin = me.role === 'admin'
  // A form of its own: within this one, the password would save the office too.
  return (
    <>
      {dialog}
      <form
        className="office"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <p className="soft">
          {admin ? null : `${t('office.adminsCan')} `}
          {current.changedBy && current.changedAt
            ? t('office.changedBy', {
                name: current.changedBy.name,
                day: formatDay(current.changedAt),
                time: formatTime(current.changedAt),
              })
            : t('office.neverChanged')}
        </p>
        {changedByOther && dirty ? (
          <ChangedByOther
            current={current}
            onTake={() => take(current)}
            onKeep={() => {
              setEdited({ base: current, draft })
              setSaveError(null)
            }}
          />
        ) : null}
        <Preview settings={settingsOf(draft)} />
        <fieldset disabled={!admin} className="office-fields">
          <legend className="visually-hidden">{t('office.settings')}</legend>
          <HoursEditor draft={draft} errors={errors} change={change} />
          <ExceptionsEditor draft={draft} errors={errors} change={change} />
          <AnnouncementsEditor draft={draft} errors={errors} change={change} />
          <RecordingEditor draft={draft} errors={errors} change={change} />
          <TagsEditor draft={draft} errors={errors} change={change} />
        </fieldset>
        {admin ? (
          <div className="office-foot">
            <Button type="submit" look="accent" disabled={!dirty || busy || changedByOther}>
              {busy ? t('secondFactor.saving') : t('office.save')}
            </Button>
            <Button disabled={!dirty || busy} onClick={() => take(current)}>
              {t('office.discard')}
            </Button>
            <span role="alert" className="bad grow">
              {saveError}
            </span>
          </div>
        ) : null}
      </form>
    </>
  )
}

function saveErrorText(error: unknown): string {
  if (!(error instanceof ApiRefusal)) return t('office.noAnswer')
  if (error.problem.code === 'confirmation_required') return t('settings.notConfirmed')
  if (error.problem.code === 'changed_meanwhile')
    return t('office.changedMeanwhile', { name: error.problem.winner?.name ?? t('office.somebody') })
  return error.problem.errors ? t('office.lookAgain') : problemText(error.problem)
}
