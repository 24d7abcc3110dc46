import { useSelector } from '@xstate/react'
import { useConsole, useDesk } from '../desk/use-console.ts'
import type { RingingCall } from './desk-sections.ts'
import { callerLabel } from './format.ts'

/** Holds the place of a call that no longer rings here, and says why. It is as high as the card was. */
export function GoneRow({
  call: { callSid, ...parties },
  height,
}: Pick<RingingCall, 'call'> & { height: number }) {
  const { notices, me } = useConsole()
  const said = useSelector(notices, ({ context }) => context.reasons.get(callSid))
  const mine = useDesk(({ calls }) => calls.find((it) => it.callSid === callSid)?.agentId === me.agentId)
  const declined = useDesk((it) => it.declined.has(callSid))
  const own = mine ? 'You answered' : declined ? 'You declined' : null
  return (
    <div className="card ring-gone" style={{ minHeight: height }} data-gone-sid={callSid}>
      <b>
        <bdi>{callerLabel(parties)}</bdi>
      </b>
      <span>{own ?? said ?? 'No longer rings here'}</span>
    </div>
  )
}
