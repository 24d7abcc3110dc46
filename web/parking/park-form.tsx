import { NativeSelect, Textarea } from '@mantine/core'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isColleagueOf } from '../colleagues/places.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import { useConsole, useDesk, useDeskSettings, useSections } from '../desk/use-console.ts'
import { NumberField } from '../dial/number-field.tsx'
import { inE164 } from '../dial/typing.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { tilesOf } from './slots.ts'
import './park-form.css'

const TO_NUMBER = 'number'

/** The Enter key parks at once. */
export function ParkForm({ call, onClose }: { call: CallView; onClose: () => void }) {
  const { command, me } = useConsole()
  const parked = useSections((it) => it.parked)
  const agents = useDesk(({ confirmed }) => confirmed.agents)
  const colleagues = [...agents.values()].filter(isColleagueOf(me)).sort(byName)
  const [note, setNote] = useState('')
  const [slot, setSlot] = useState<number | null>(null)
  const [colleague, setColleague] = useState('')
  const [elseTo, setElseTo] = useState('')
  const [number, setNumber] = useState('')
  const [error, setError] = useState<string | null>(null)
  const group = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  // The dialog may be there before this part of it.
  useEffect(() => field.current?.focus(), [])
  const slots = useDeskSettings(({ parkingSlots }) => parkingSlots)
  const free = tilesOf(parked, slots).flatMap((tile) => (tile.call || tile.slot === null ? [] : [tile.slot]))

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const party = elseTo === TO_NUMBER ? inE164(number, me.dialCountry) : null
    if (elseTo === TO_NUMBER && party === null) return setError(t('refusal.noNumber'))
    const then = party?.extension ? `${party.number};ext=${party.extension}` : (party?.number ?? elseTo)
    const text = note.trim()
    void command(call.callSid, {
      type: 'park',
      ...(slot === null ? {} : { slot }),
      ...(text ? { note: text } : {}),
      ...(colleague ? { for: colleague } : {}),
      ...(then ? { elseTo: then } : {}),
    })
    onClose()
  }
  const nameOf = (agentId: string) => agents.get(agentId)?.name ?? agentId
  const after = elseTo.startsWith('agent:') ? nameOf(elseTo.slice('agent:'.length)) : null

  return (
    <form onSubmit={submit} className="form park-form">
      <Textarea
        ref={field}
        label={t('lot.note')}
        description={t('lot.everyoneSees')}
        placeholder={t('lot.noteExample')}
        maxLength={200}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) submit(event)
        }}
        data-autofocus
      />
      <fieldset className="slots">
        <legend>{t('lot.slot')}</legend>
        {[null, ...free].map((it) => (
          <label key={it ?? 'any'} className={`slot-choice ${slot === it ? 'chosen' : ''}`}>
            <input type="radio" name={group} checked={slot === it} onChange={() => setSlot(it)} />
            {it ?? t('lot.nextFree')}
          </label>
        ))}
      </fieldset>
      <div className="park-to">
        <NativeSelect
          label={t('lot.parkFor')}
          value={colleague}
          onChange={({ currentTarget }) => setColleague(currentTarget.value)}
          data={[{ value: '', label: t('lot.me') }, ...colleagues.map(choiceOf)]}
        />
        <NativeSelect
          label={t('lot.ifNobody')}
          value={elseTo}
          onChange={({ currentTarget }) => {
            setElseTo(currentTarget.value)
            setError(null)
          }}
          data={[
            { value: '', label: t('lot.everybody') },
            { value: 'voicemail', label: t('deskWord.voicemail.word') },
            ...colleagues.map((it) => ({ ...choiceOf(it), value: `agent:${it.agentId}` })),
            { value: TO_NUMBER, label: t('lot.numberOutside') },
          ]}
        />
      </div>
      <div className="park-then">
        {elseTo === TO_NUMBER ? (
          <NumberField
            label={t('lot.number')}
            value={number}
            error={error}
            onChange={(value) => {
              setNumber(value)
              setError(null)
            }}
          />
        ) : (
          <p className="soft small">
            {t('lot.timeUp', {
              name: colleague ? nameOf(colleague) : 'none',
              after: elseTo === 'voicemail' ? 'voicemail' : after === null ? 'everybody' : 'agent',
              one: after ?? '',
            })}
          </p>
        )}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>{t('lot.keepTalking')}</Button>
        <Button type="submit" look="accent">
          {t('lot.parkTheCaller')}
        </Button>
      </div>
    </form>
  )
}

const byName = (a: AgentView, b: AgentView) => a.name.localeCompare(b.name)

const choiceOf = (agent: AgentView) => ({
  value: agent.agentId,
  label: `${agent.name} (${shownPresenceOf(agent).label})`,
})
