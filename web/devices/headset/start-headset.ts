import { isOnLeg, softphoneStatus } from '../../../machines/softphone/status.ts'
import { callToHangUp, hangUpOf } from '../../calls/hang-up.ts'
import { meantCall } from '../../keys/meant-call.ts'
import type { HeadsetDesk } from './headset-desk.ts'
import { headsetStore } from './headset-store.ts'
import { followHeadsets } from './headsets.ts'
import { hidOf } from './hid.ts'
import type { CallFacts, Press } from './presses.ts'
import { TELEPHONY_PAGE } from './reports.ts'

/** Looks for headsets again; nothing while the keys are switched off. */
let lookAgain = () => {}

/** Lets the keys of headsets answer, hang up, mute and hold, and keeps their lights in step. Returns how to stop; null without WebHID. */
export function startHeadset({ desk, softphone, stream, command, me }: HeadsetDesk): (() => void) | null {
  const hid = hidOf(navigator)
  if (hid === null) return null
  const oldest = meantCall(desk, ({ ringing }) => ringing[0]?.call ?? null)
  const toHangUp = callToHangUp(desk, me)
  let callSid: string | null = null
  let callSince = performance.now()

  const current = () => desk.getSnapshot().context.sections.current
  const hasLeg = () => isOnLeg(softphoneStatus(softphone.getSnapshot()))
  const muted = () => hasLeg() && softphone.getSnapshot().context.muted
  const facts = (): CallFacts => {
    const call = current()
    return {
      ringing: desk.getSnapshot().context.sections.ringing.length > 0,
      call: callFact(call?.state ?? null),
      callForMs: performance.now() - callSince,
      muted: muted(),
    }
  }
  const lights = () => {
    const { ringing, call, muted } = facts()
    return { ring: ringing && call === 'none', offHook: call !== 'none', mute: muted, hold: call === 'held' }
  }
  /** The tab with the sound of the call knows what is muted. Without a call it is the tab that rings. */
  const drives = () => {
    const call = current()
    const mayBeHere = call === null || call.state === 'active.held'
    return hasLeg() || (mayBeHere && stream.getSnapshot().context.appointed)
  }

  function act(press: Press) {
    const call = current()
    const ringing = oldest().call
    switch (press) {
      case 'answer':
        if (ringing) void command(ringing.callSid, { type: 'claim' })
        return
      case 'decline':
        if (ringing) void command(ringing.callSid, { type: 'decline' })
        return
      case 'hangUp': {
        const own = toHangUp().call
        if (own) void command(own.callSid, { type: hangUpOf(own, me) })
        return
      }
      case 'hold':
        if (call) void command(call.callSid, { type: call.state === 'active.held' ? 'resume' : 'hold' })
        return
      case 'mute':
      case 'unmute':
        return softphone.send({ type: 'MUTE', muted: press === 'mute' })
    }
  }

  const headsets = followHeadsets({
    hid,
    facts,
    lights,
    drives,
    act,
    heard: (press) => headsetStore.trigger.pressed({ press, at: Date.now() }),
    now: () => performance.now(),
    shown: (headsets) => headsetStore.trigger.seen({ headsets }),
  })
  const follow = () => {
    const sid = current()?.callSid ?? null
    if (sid !== callSid) callSince = performance.now()
    callSid = sid
    headsets.sync()
  }
  const following = [desk.subscribe(follow), softphone.subscribe(follow), stream.subscribe(follow)]
  const look = () => {
    headsets.look().catch((error: unknown) => console.warn('The headsets cannot be listed', error))
  }
  lookAgain = look
  look()
  return () => {
    for (const { unsubscribe } of following) unsubscribe()
    lookAgain = () => {}
    void headsets.stop()
  }
}

function callFact(state: string | null): CallFacts['call'] {
  if (state === null) return 'none'
  return state === 'active.talking' ? 'talking' : state === 'active.held' ? 'held' : 'other'
}

/** Lets the agent choose a headset, within a click. @throws when the browser refuses */
export async function allowHeadset(): Promise<void> {
  await hidOf(navigator)?.requestDevice({ filters: [{ usagePage: TELEPHONY_PAGE }] })
  lookAgain()
}
