import { type CallCommand, CallCommands } from '../../coordinator/protocol/call-commands.ts'

/** The request of a command. An empty note is no note. */
export function endpoint(callSid: string, command: CallCommand): { path: string; body: object } {
  const { type, ...fields } = command
  const body = 'note' in fields && fields.note === '' ? { ...fields, note: undefined } : fields
  return { path: `/api/calls/${encodeURIComponent(callSid)}/${CallCommands[type].path}`, body }
}
