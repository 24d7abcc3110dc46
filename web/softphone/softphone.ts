import { type ActorRefFrom, createActor } from 'xstate'
import { softphoneMachine } from '../../machines/softphone/machine.ts'
import { legCallSid, softphoneStatus } from '../../machines/softphone/status.ts'
import { diagnostics } from '../diagnostics.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { type DeviceHolder, deviceActor } from './device.ts'
import { legActor } from './leg.ts'
import { wantedLeg } from './wanted-leg.ts'

export type Softphone = ActorRefFrom<typeof softphoneMachine>

/** This browser's telephone, told by the live feed which call it belongs on. */
export function startSoftphone(store: DeskStore): { softphone: Softphone; stop: () => void } {
  const holder: DeviceHolder = { current: null }
  const machine = softphoneMachine.provide({
    actors: { device: deviceActor(holder), leg: legActor(holder) },
  })
  const softphone = createActor(machine).start()
  let desk = store.state().desk

  const follow = () => {
    const state = store.state()
    if (state.desk === desk) return
    desk = state.desk
    const snapshot = softphone.getSnapshot()
    const current = legCallSid(snapshot) ?? snapshot.context.wanted?.callSid ?? null
    softphone.send({ type: 'WANT', wanted: wantedLeg(desk.calls.values(), state.me, current) })
  }
  const unsubscribe = store.subscribe(follow)
  const watching = softphone.subscribe((snapshot) => {
    diagnostics.softphone = softphoneStatus(snapshot)
  })

  return {
    softphone,
    stop: () => {
      unsubscribe()
      softphone.send({ type: 'SIGN_OUT' })
      watching.unsubscribe()
      softphone.stop()
    },
  }
}
