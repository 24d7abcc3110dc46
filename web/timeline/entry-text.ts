import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'

/** After the name of the agent. */
const agentEvents: Record<string, string> = {
  CLAIM: 'took the call',
  DIALLED: 'called the number',
  CALLED: 'called a colleague',
  UNPARK: 'picked up',
  DECLINE: 'declined',
  HOLD: 'put the caller on hold',
  RESUME: 'resumed',
  PARK: 'parked the caller',
  TRANSFER: 'began a transfer',
  COMPLETE: 'completed the transfer',
  CANCEL: 'took the transfer back',
  LEAVE: 'left the consultation',
  HANGUP: 'hung up',
  HEARD: 'listened to the message',
  REMOVE_MESSAGE: 'removed the message',
  ERASE: 'erased the person',
  WRAP_UP: 'noted what came of it',
  LEG_CONNECTED: 'is connected',
  LEG_RELEASED: 'took another call',
  AGENT_BACK: 'is online again',
  AGENT_GONE: 'stayed offline',
  AGENT_SIGNED_OUT: 'signed out',
}

const events: Record<string, string> = {
  INBOUND: 'The caller rang',
  ANSWERED: 'The number answered',
  dialTimeout: 'The number did not answer in time',
  FOUND_LIVE: 'Twilio had this live call: it was adopted',
  LEG_CONNECTED: 'The number outside answered',
  LEG_DIALLED: 'The number outside was dialled',
  CALLER_ENDED: 'The caller hung up',
  FOUND_GONE: 'Twilio said twice that the call has ended',
  GREETED: 'The caller heard the greeting',
  RECORDED: 'The caller left a message',
  MESSAGE_EXPIRED: 'The message expired with the history',
  RINGING: 'Consoles rang',
  OFFER: 'Offered to every available agent',
  ringTimeout: 'Nobody answered in time',
  joinTimeout: 'The agent was not connected in time',
  parkTimeout: 'The time in the slot was over: returned',
  returnTimeout: 'Not picked up: offered to everyone',
  transferTimeout: 'The transfer was not answered',
  carrierCheck: 'Checked with Twilio',
}

/** An entry of a call's timeline as a sentence. */
export function entryText(entry: TimelineEntry, nameOf: (who: string) => string): string {
  const { by, event, from } = entry
  const agentEvent = by === null ? undefined : agentEvents[event]
  if (by !== null && event === 'TRANSFER' && entry.target)
    return sentence(nameOf(by), `began a transfer to ${nameOf(entry.target)}`)
  if (by !== null && agentEvent) return sentence(nameOf(by), agentEvent)
  if (event === 'LEG_ENDED' && entry.refused) return `The number outside was not called. ${entry.refused}`
  // It was offered to one colleague alone.
  if (event === 'OFFER' && /^(ended|active)/.test(entry.state)) return 'The colleague could not take the call'
  if (event === 'LEG_ENDED') return from === null ? 'A leg ended' : sentence(nameOf(from), 'was disconnected')
  return events[event] ?? event
}

function sentence(name: string, rest: string): string {
  const verb = name === 'you' ? rest.replace(/^is /, 'are ').replace(/^was /, 'were ') : rest
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${verb}`
}
