import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { predictedCall } from '../commands/predicted-call.ts'
import type { DeskData } from './desk-data.ts'

/** A command that the server has not answered yet. Its effect is shown already. */
export interface PendingCommand {
  readonly id: string
  readonly callSid: string
  readonly command: CallCommand
  /** The server's time at the click, ISO 8601. */
  readonly at: string
}

/** The calls as the server described them, with the effect of the pending commands. */
export function withPredictions(
  confirmed: DeskData,
  pending: readonly PendingCommand[],
  me: string,
): readonly CallView[] {
  if (pending.length === 0) return [...confirmed.calls.values()]
  const calls = new Map(confirmed.calls)
  for (const { callSid, command, at } of pending) {
    const view = calls.get(callSid)
    const facts = { me, now: at, freeSlot: lowestFreeSlot(calls.values()) }
    const next = view && predictedCall(view, command, facts)
    if (next) calls.set(callSid, next)
    if (command.type === 'swap')
      for (const other of calls.values()) {
        const held = other.callSid !== callSid && predictedCall(other, { type: 'hold' }, facts)
        if (held) calls.set(other.callSid, held)
      }
  }
  return [...calls.values()]
}

/** The lowest empty slot. Where the lot turns out to be full, the server says so. */
export function lowestFreeSlot(calls: Iterable<CallView>): number {
  const taken = new Set([...calls].map((call) => call.parked?.slot))
  let slot = 1
  while (taken.has(slot)) slot += 1
  return slot
}
