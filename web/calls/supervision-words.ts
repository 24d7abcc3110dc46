import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { t } from '../language/text.ts'
import { callerLabel } from './format.ts'

/** What a supervisor hears of the call, and who hears the supervisor. */
export function supervisorsWords(call: CallView, nameOf: (who: string) => string): string {
  const { supervision, agentId, status } = call
  if (supervision === null) return ''
  if (!supervision.joined) return t('calls.connecting')
  const talk = { name: agentId === null ? '' : nameOf(agentId), caller: callerLabel(call) }
  if (agentId === null || status === 'parked' || call.state === 'active.connecting')
    return t('supervision.nobodyTalks', { caller: talk.caller })
  return t(`supervision.hear.${supervision.mode}`, talk)
}

/** What those who talk read of their supervisor. Null: nobody hears them. */
export function supervisionWords(
  { supervision, agentId }: CallView,
  me: string,
  nameOf: (who: string) => string,
): string | null {
  if (!supervision?.joined || supervision.by === me) return null
  const name = nameOf(supervision.by)
  if (supervision.mode === 'whisper' && agentId !== me) return t('supervision.there.listen', { name })
  return t(`supervision.there.${supervision.mode}`, { name })
}
