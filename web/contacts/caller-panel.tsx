import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerTrust, isNameDoubtful } from '../../coordinator/protocol/caller-trust.ts'
import { outsideNumberOf } from '../../coordinator/protocol/outside-number.ts'
import { useConsole } from '../desk/use-console.ts'
import { ariaKey, shortKey } from '../keys/key-words.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Part } from '../pages/part.tsx'
import { partOf } from '../parts.ts'
import { recordShown, useRecordShown } from './record-shown.ts'
import './caller-panel.css'

export const loadCallerRecord = partOf(() => import('./caller-record.tsx'))

/** On the own call: shows and hides who it is. Nothing when the number is withheld. */
export function RecordKey({ call }: { call: CallView }) {
  const { on } = useRecordShown()
  const hotkey = useKeyOf('record')
  if (outsideNumberOf(call) === null) return null
  return (
    <button
      type="button"
      className="link caller-key"
      aria-expanded={on}
      {...(hotkey ? { 'aria-keyshortcuts': ariaKey(hotkey) } : {})}
      onClick={() => recordShown.trigger.toggled()}
    >
      {t('contacts.whoItIs')}{' '}
      {hotkey ? (
        <span className="key" aria-hidden="true">
          {shortKey(hotkey)}
        </span>
      ) : null}
    </button>
  )
}

/** On the own call: remembers a party who is not known. */
export function AddKey({ call }: { call: CallView }) {
  const { adding } = useRecordShown()
  const isKnown = call.contact !== null || outsideNumberOf(call) === null
  if (isKnown || callerTrust(call) === 'denied' || adding === call.callSid) return null
  return (
    <button
      type="button"
      className="link caller-key"
      data-add-contact
      onClick={() => recordShown.trigger.addingChanged({ adding: call.callSid })}
    >
      {t('contacts.addTo')}
    </button>
  )
}

/** On the own call: the agent has heard who it is, and the carrier does not vouch for the number. */
export function ConfirmKey({ call }: { call: CallView }) {
  const { command, me } = useConsole()
  const isNamed = call.contact !== null || (call.callerName !== null && isNameDoubtful(call))
  if (!isNamed || callerTrust(call) === 'sure' || !call.talkedBy.includes(me.agentId)) return null
  return (
    <button
      type="button"
      className="link caller-key"
      onClick={() => void command(call.callSid, { type: 'confirmCaller' })}
    >
      {t('contacts.itIsThem')}
    </button>
  )
}

/** Below the own call. */
export function CallerPanel({ call }: { call: CallView }) {
  const { on, adding } = useRecordShown()
  const number = outsideNumberOf(call)
  if (number === null) return null
  return (
    <>
      {call.contact === null && adding === call.callSid ? (
        <Part load={loadCallerRecord}>
          {({ AddCaller }) => (
            <AddCaller
              call={call}
              number={number}
              onClose={() => recordShown.trigger.addingChanged({ adding: null })}
            />
          )}
        </Part>
      ) : null}
      {on ? (
        <Part load={loadCallerRecord}>
          {({ CallerRecordOf }) => <CallerRecordOf call={call} number={number} />}
        </Part>
      ) : null}
    </>
  )
}
