import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole } from '../desk/use-console.ts'
import { ariaKey, shortKey } from '../keys/key-words.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { recordingToAsk } from './recording-words.ts'

/** On the own call, where the office lets it be recorded: records, pauses, goes on, and stops. */
export function RecordingKeys({ call }: { call: CallView }) {
  const { command } = useConsole()
  const hotkey = useKeyOf('recordCall')
  const state = recordingToAsk(call)
  if (state === null) return null
  const mayStop = call.recordingRule === 'on_demand' && call.recording !== null
  return (
    <>
      <button
        type="button"
        className="link caller-key"
        aria-label={call.recording === null ? undefined : t(`recording.full.${state}`)}
        {...(hotkey ? { 'aria-keyshortcuts': ariaKey(hotkey) } : {})}
        onClick={() => void command(call.callSid, { type: 'record', state })}
      >
        {call.recording === null ? t('recording.record') : t(`recording.ask.${state}`)}{' '}
        {hotkey ? (
          <span className="key" aria-hidden="true">
            {shortKey(hotkey)}
          </span>
        ) : null}
      </button>
      {mayStop ? (
        <button
          type="button"
          className="link caller-key"
          aria-label={t('recording.full.off')}
          onClick={() => void command(call.callSid, { type: 'record', state: 'off' })}
        >
          {t('recording.ask.off')}
        </button>
      ) : null}
    </>
  )
}
