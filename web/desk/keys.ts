import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { longestParked } from '../calls/desk-sections.ts'
import type { Console } from './console.ts'

/** What each letter does. It reads the desk when the key is pressed. */
export function shortcutKeysOf({ desk, command, softphone }: Console, transfer: (call: CallView) => void) {
  const sections = () => desk.getSnapshot().context.sections
  const oldest = () => sections().ringing[0]?.call
  const mine = () => {
    const { current } = sections()
    const { me } = desk.getSnapshot().context
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
      const call = longestParked(sections().parked)
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
