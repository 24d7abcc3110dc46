import { useSelector } from '@xstate/react'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { type OwnReach, ownReach } from './own-reach.ts'

/** Whether a call can ring in this browser. */
export function useOwnReach(): OwnReach {
  const { watch, stream, me } = useConsole()
  const page = useSelector(watch.store, ({ context }) => context)
  const appointed = useSelector(stream, ({ context }) => context.appointed)
  const heldBack = useSelector(stream, ({ context }) => context.heldBack)
  const connection = useDesk((it) => it.connection)
  const rings = useDesk(({ confirmed }) => confirmed.agents.get(me.agentId)?.rings ?? null)
  return ownReach({ connection, page, rings, appointed, heldBack })
}
