import { Textarea } from '@mantine/core'
import { useSelector } from '@xstate/react'
import { useEffect, useState } from 'react'
import { LONGEST_NOTE, MOST_TAGS } from '../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { formatDay, formatTime } from '../calls/format.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { isYou } from '../language/you.ts'
import { Button } from '../look/button.tsx'
import { draftsOf } from './note-drafts.ts'

/** What came of the call: a note, and tags of the office. All agents share it. */
export function WrapUp({ call, onSaved }: { call: CallView; onSaved?: () => void }) {
  const { command, office, me } = useConsole()
  const { agentId } = me
  const { callSid } = call
  const [draft] = useState(() => draftsOf(agentId).get(callSid))
  const nameOf = useNames()
  const known = useSelector(office, ({ context }) => context.office?.tags ?? [])
  const [seen, setSeen] = useState(draft ? draft.seen : call.wrapUp)
  const [note, setNote] = useState(draft?.note ?? seen?.note ?? '')
  const [tags, setTags] = useState<readonly string[]>(draft?.tags ?? seen?.tags ?? [])
  const [busy, setBusy] = useState(false)
  const dirty =
    note.trim() !== (seen?.note ?? '') || [...tags].sort().join() !== [...(seen?.tags ?? [])].sort().join()
  const changedByOther = call.wrapUp?.at !== seen?.at

  useEffect(
    () => draftsOf(agentId).keep(callSid, dirty ? { seen, note, tags } : null),
    [agentId, callSid, dirty, seen, note, tags],
  )
  useEffect(() => {
    // What somebody else wrote comes in by itself, unless this agent writes too.
    if (!changedByOther || dirty) return
    setSeen(call.wrapUp)
    setNote(call.wrapUp?.note ?? '')
    setTags(call.wrapUp?.tags ?? [])
  }, [call.wrapUp, changedByOther, dirty])

  const save = async () => {
    setBusy(true)
    const instead = call.wrapUp?.at ?? null
    const saved = await command(call.callSid, { type: 'wrapUp', note: note.trim(), tags: [...tags], instead })
    // The view that follows is this agent's own.
    if (saved) setSeen({ note: note.trim() || null, tags: [...tags], by: '', at: '' })
    setBusy(false)
    if (saved) onSaved?.()
  }
  const toggle = (tag: string) =>
    setTags(tags.includes(tag) ? tags.filter((it) => it !== tag) : [...tags, tag])

  return (
    <form
      className="wrap-up"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {changedByOther && dirty && call.wrapUp ? (
        <p className="plain-notice" role="status">
          {otherWrote(nameOf(call.wrapUp.by), call.wrapUp.note)}
        </p>
      ) : null}
      <Textarea
        label={t('history.note')}
        data-note
        autosize
        minRows={2}
        maxRows={6}
        maxLength={LONGEST_NOTE}
        value={note}
        onChange={({ currentTarget: { value } }) => setNote(value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
        }}
      />
      <fieldset className="tag-choice">
        <legend>{t('history.howItEnded')}</legend>
        {[...new Set([...known, ...tags])].map((tag) => (
          <Button
            key={tag}
            className="btn-small chip"
            aria-pressed={tags.includes(tag)}
            disabled={!tags.includes(tag) && tags.length >= MOST_TAGS}
            onClick={() => toggle(tag)}
          >
            {tag}
          </Button>
        ))}
        {known.length === 0 ? <span className="soft small">{t('history.noTags')}</span> : null}
      </fieldset>
      <div className="row">
        <Button type="submit" look="accent" className="btn-small" disabled={!dirty || busy}>
          {t(busy ? 'secondFactor.saving' : 'office.save')}
        </Button>
        {call.wrapUp ? (
          <span className="faint small">
            {nameOf(call.wrapUp.by)}, {formatDay(call.wrapUp.at)} {formatTime(call.wrapUp.at)}
          </span>
        ) : null}
      </div>
    </form>
  )
}

const otherWrote = (who: string, note: string | null) =>
  t('history.otherWrote', { who, you: isYou(who) ? 'yes' : 'no', note: note ?? t('history.noNote') })
