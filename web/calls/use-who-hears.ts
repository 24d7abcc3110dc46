import { useSelector } from '@xstate/react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { type WhoHears, whoHears } from './who-hears.ts'

/** Who hears which others in a consultation, as this browser knows it; null where there is none. */
export function useWhoHears(call: CallView): WhoHears | null {
  const { me, softphone } = useConsole()
  const nameOf = useNames()
  const muted = useSelector(softphone, ({ context }) => context.muted)
  return whoHears(call, me.agentId, nameOf, muted)
}
