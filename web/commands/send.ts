import { z } from 'zod'
import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import { CallView } from '../../coordinator/protocol/call-view.ts'
import { ApiRefusal, requestApi, ServerUnreachable } from '../api/request.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { endpoint } from './command.ts'

const Answer = z.union([CallView, z.null()])

export interface CommandDeps {
  store: DeskStore
  /** Told when a command was refused, after the screen is back to what is true. */
  onRefused: (callSid: string, command: CallCommand, error: unknown) => void
}

/** By then a load balancer sends us to a coordinator that lives. */
const AGAIN_AFTER_MS = 300

/**
 * Acts at once on this screen, then asks the server. Tried again once when nobody answered or the server could
 * do nothing just then, with the same idempotency key: the first try may have arrived. Never rejects; resolves to
 * whether it was done.
 */
export async function sendCommand(it: CommandDeps, callSid: string, command: CallCommand): Promise<boolean> {
  const { store } = it
  const id = crypto.randomUUID()
  store.expect({ id, callSid, command, at: new Date(store.serverNow()).toISOString() })
  try {
    const view = await askTwice(callSid, command, id)
    store.settle(id, view ?? undefined)
    return true
  } catch (error) {
    store.settle(id, error instanceof ApiRefusal ? error.problem.call : undefined)
    it.onRefused(callSid, command, error)
    return false
  }
}

async function askTwice(callSid: string, command: CallCommand, idempotencyKey: string) {
  const { path, body } = endpoint(callSid, command)
  const ask = () => requestApi(path, Answer, { method: 'POST', body, idempotencyKey })
  try {
    return await ask()
  } catch (error) {
    const waitMs = againAfterMs(error)
    if (waitMs === null) throw error
    // Not all consoles at once.
    await new Promise((resolve) => setTimeout(resolve, waitMs * (0.75 + Math.random() / 2)))
    return ask()
  }
}

function againAfterMs(error: unknown): number | null {
  if (error instanceof ServerUnreachable) return AGAIN_AFTER_MS
  if (error instanceof ApiRefusal && error.problem.code === 'unavailable')
    return (error.retryAfterS ?? 1) * 1000
  return null
}
