import { type ActorRefFrom, createActor } from 'xstate'
import { answersCalls, type Role } from '../../machines/ids.ts'
import { softphoneMachine } from '../../machines/softphone/machine.ts'
import { legCallSid, softphoneStatus } from '../../machines/softphone/status.ts'
import type { DeviceStore } from '../devices/device-store.ts'
import { diagnostics } from '../diagnostics.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { deviceActor } from './device.ts'
import type { DeviceHolder } from './device-holder.ts'
import { legActor, lineTestActor } from './sdk-actors.ts'
import { wantedLeg } from './wanted-leg.ts'

export type Softphone = ActorRefFrom<typeof softphoneMachine>

/** This browser's telephone. The live feed tells it which call it belongs on. It stays off for a role that answers no calls. */
export function startSoftphone(
  desk: DeskStore,
  role: Role,
  devices: DeviceStore,
): { softphone: Softphone; stop: () => void } {
  const holder: DeviceHolder = { current: null }
  const machine = softphoneMachine.provide({
    actors: {
      device: deviceActor(holder),
      leg: legActor(holder, devices),
      lineTest: lineTestActor(holder, devices),
    },
    guards: { answersCalls: () => answersCalls(role) },
  })
  const softphone = createActor(machine).start()
  let followed = desk.getSnapshot().context.confirmed

  const following = desk.subscribe(({ context: { confirmed, me } }) => {
    if (confirmed === followed) return
    followed = confirmed
    const snapshot = softphone.getSnapshot()
    const current = legCallSid(snapshot) ?? snapshot.context.wanted?.callSid ?? null
    softphone.send({ type: 'WANT', wanted: wantedLeg(confirmed.calls.values(), me, current) })
  })
  softphone.subscribe((snapshot) => {
    diagnostics.softphone = softphoneStatus(snapshot)
  })

  return {
    softphone,
    stop: () => {
      following.unsubscribe()
      softphone.send({ type: 'SIGN_OUT' })
      softphone.stop()
    },
  }
}
