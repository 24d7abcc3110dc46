import { z } from 'zod'
import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import { CallView } from '../../coordinator/protocol/call-view.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { ApiRefusal, requestApi, ServerUnreachable } from '../api/request.ts'
import { type DeskStore, serverNow } from '../feed/desk-store.ts'
import { endpoint } from './command.ts'
import type { OwnCommands } from './own-commands.ts'

const Answer = z.union([CallView, z.null()])

export interface CommandDeps {
  desk: DeskStore
  ownCommands: Pick<OwnCommands, 'sent'>
  /** Called when the server refused a command, after the prediction is gone from the screen. */
  onRefused: (command: CallCommand, error: unknown) => void
}

/** After this time a load balancer routes to another coordinator. */
const RETRY_AFTER_MS = 300

/**
 * Shows the effect at once, then sends the command. If no answer comes, or the server can do nothing at the moment, it sends
 * the command once more. The idempotency key is the same, because the first attempt may have arrived. Never rejects;
 * resolves to whether the server carried it out.
 */
export async function sendCommand(
  deps: CommandDeps,
  callSid: string,
  command: CallCommand,
): Promise<boolean> {
  const { desk, ownCommands, onRefused } = deps
  const id = newIdempotencyKey()
  const at = new Date(serverNow(desk)).toISOString()
  desk.trigger.commandSent({ pending: { id, callSid, command, at } })
  const answer = sendTwice(callSid, command, id)
  ownCommands.sent(callSid, answer)
  try {
    const view = await answer
    desk.trigger.commandAnswered({ id, call: view ?? undefined })
    return true
  } catch (error) {
    desk.trigger.commandAnswered({ id, call: error instanceof ApiRefusal ? error.problem.call : undefined })
    onRefused(command, error)
    return false
  }
}

async function sendTwice(callSid: string, command: CallCommand, idempotencyKey: string) {
  const { method, path, body } = endpoint(callSid, command)
  const send = () => requestApi(path, Answer, { method, body, idempotencyKey })
  try {
    return await send()
  } catch (error) {
    const waitMs = retryAfterMs(error)
    if (waitMs === null) throw error
    // Consoles do not all retry at the same moment.
    await new Promise((resolve) => setTimeout(resolve, waitMs * (0.75 + Math.random() / 2)))
    return send()
  }
}

function retryAfterMs(error: unknown): number | null {
  if (error instanceof ServerUnreachable) return RETRY_AFTER_MS
  if (error instanceof ApiRefusal && error.problem.code === 'unavailable')
    return (error.retryAfterS ?? 1) * 1000
  return null
}
