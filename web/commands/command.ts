/** What an agent may ask of a call, as the buttons say it. */
export type DeskCommand =
  | { type: 'claim' | 'decline' | 'hold' | 'resume' | 'unpark' | 'complete' | 'cancel' | 'hangup' }
  | { type: 'park'; slot?: number; note?: string }
  | { type: 'transfer'; to: string; kind: 'blind' | 'consult' }

/** Where and with what it is asked. */
export function endpoint(callSid: string, command: DeskCommand): { path: string; body: object } {
  const at = `/api/calls/${encodeURIComponent(callSid)}`
  switch (command.type) {
    case 'complete':
    case 'cancel':
      return { path: `${at}/transfer/${command.type}`, body: {} }
    case 'park': {
      const { slot, note } = command
      return {
        path: `${at}/park`,
        body: { ...(slot === undefined ? {} : { slot }), ...(note ? { note } : {}) },
      }
    }
    case 'transfer':
      return { path: `${at}/transfer`, body: { to: command.to, kind: command.kind } }
    default:
      return { path: `${at}/${command.type}`, body: {} }
  }
}
