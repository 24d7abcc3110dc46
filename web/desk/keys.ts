import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { deskSectionsOf, longestParked } from '../calls/desk-sections.ts'
import type { Console } from './console.ts'

type Show = (call: CallView) => void

/** What each letter does. It reads the desk at the key press, not at the last drawing. */
export function shortcutKeysOf({ store, command, softphone }: Console, transfer: Show) {
  const places = () => {
    const { calls, me, declined } = store.state()
    return deskSectionsOf(calls, me, declined)
  }
  const oldest = () => places().ringing[0]?.call
  const mine = () => {
    const { current } = places()
    const { me } = store.state()
    return current?.status === 'active' && current.agentId === me && current.state !== 'active.dialling'
      ? current
      : null
  }
  return {
    a: () => {
      const call = oldest()
      if (call) void command(call.callSid, { type: 'claim' })
    },
    d: () => {
      const call = oldest()
      if (call) void command(call.callSid, { type: 'decline' })
    },
    p: () => {
      const call = longestParked(places().parked)
      if (call) void command(call.callSid, { type: 'unpark' })
    },
    h: () => {
      const call = mine()
      if (call) void command(call.callSid, { type: call.state === 'active.held' ? 'resume' : 'hold' })
    },
    m: () => softphone.send({ type: 'MUTE', muted: !softphone.getSnapshot().context.muted }),
    k: () => {
      const call = mine()
      if (call) void command(call.callSid, { type: 'park' })
    },
    c: () => document.querySelector<HTMLElement>('[data-dial-number]')?.focus(),
    t: () => {
      const call = mine()
      if (call && call.state !== 'active.connecting') transfer(call)
    },
  }
}
