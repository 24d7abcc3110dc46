import { type CallCommand, CallCommands } from '../../coordinator/protocol/call-commands.ts'

/** The request of a command. An empty note is no note. */
export function endpoint(
  callSid: string,
  command: CallCommand,
): { method: 'POST' | 'PUT' | 'DELETE'; path: string; body: object } {
  const { type, ...fields } = command
  const body = 'note' in fields && fields.note === '' ? { ...fields, note: undefined } : fields
  const { path, method } = { method: 'POST' as const, ...CallCommands[type] }
  return { method, path: `/api/calls/${encodeURIComponent(callSid)}/${path}`, body }
}
