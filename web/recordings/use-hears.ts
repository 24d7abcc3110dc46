import { useSelector } from '@xstate/react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { mayHear, mayHearSome } from '../../coordinator/protocol/recordings.ts'
import { useConsole } from '../desk/use-console.ts'

/** Whether there can be recordings that this agent may hear. */
export const useHearsSome = (): boolean => mayHearSome(useHeardBy(), useConsole().me.role)

/** Whether this agent may hear the recordings of a call. */
export function useMayHear(): (call: CallView) => boolean {
  const { me } = useConsole()
  const heardBy = useHeardBy()
  return (call) => mayHear(heardBy, me, call)
}

/** As the office says; until it is known, the least. */
export const useHeardBy = () =>
  useSelector(useConsole().office, ({ context }) => context.office?.recording.heardBy ?? 'supervisors')
