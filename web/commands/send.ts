import { z } from 'zod'
import { CallView } from '../../machines/call/view.ts'
import { Refused, request, Unreachable } from '../api/request.ts'
import type { DeskStore } from '../feed/store.ts'
import { type Command, endpoint } from './command.ts'

const Answer = z.union([CallView, z.null()])

export interface Commander {
  store: DeskStore
  /** Told when a command was refused, after the screen is back to what is true. */
  onRefused: (callSid: string, command: Command, error: unknown) => void
}

/**
 * Acts at once on this screen, then asks the server. Tried again once when nobody answered, with the same
 * idempotency key: the first try may have arrived. Never rejects; resolves to whether it was done.
 */
export async function send(it: Commander, callSid: string, command: Command): Promise<boolean> {
  const { store } = it
  const id = crypto.randomUUID()
  store.expect({ id, callSid, command, at: new Date(store.serverNow()).toISOString() })
  try {
    const view = await askTwice(callSid, command, id)
    store.settle(id, view ?? undefined)
    return true
  } catch (error) {
    store.settle(id, error instanceof Refused ? error.problem.call : undefined)
    it.onRefused(callSid, command, error)
    return false
  }
}

async function askTwice(callSid: string, command: Command, idempotencyKey: string) {
  const { path, body } = endpoint(callSid, command)
  const ask = () => request(path, Answer, { method: 'POST', body, idempotencyKey })
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Unreachable) return ask()
    throw error
  }
}
