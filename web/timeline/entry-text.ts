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
  MERGE: 'brought the caller in: three on the line',
  LEAVE: 'left',
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
  returnTimeout: 'Not picked up in time: went on ringing',
  transferTimeout: 'The transfer was not answered',
  carrierCheck: 'Checked with Twilio',
}

/** What may send a parked call on. */
const ELSE = ['parkTimeout', 'returnTimeout', 'DECLINE', 'OFFER']

/** An entry of a call's timeline as a sentence. */
export function entryText(entry: TimelineEntry, nameOf: (who: string) => string): string {
  const { by, event, from } = entry
  const order = orderText(entry, nameOf)
  if (order) return by === null ? order : sentence(nameOf(by), order)
  const next = ELSE.includes(event) ? elseText(entry, nameOf) : null
  if (next) return next
  const agentEvent = by === null ? undefined : agentEvents[event]
  if (by !== null && event === 'LEG_QUALITY') return lineOf(nameOf(by))
  if (by !== null && event === 'TRANSFER' && entry.target)
    return sentence(nameOf(by), `began a transfer to ${nameOf(entry.target)}`)
  if (by !== null && agentEvent) return sentence(nameOf(by), agentEvent)
  if (event === 'LEG_ENDED' && entry.refused) return `The number outside was not called. ${entry.refused}`
  // It was offered to one colleague alone.
  if (event === 'OFFER' && /^(ended|active)/.test(entry.state)) return 'The colleague could not take the call'
  if (event === 'LEG_ENDED') return from === null ? 'A leg ended' : sentence(nameOf(from), 'was disconnected')
  return events[event] ?? event
}

/** What a park was about, or a resume while somebody is asked. */
function orderText({ event, state, slot, for: one }: TimelineEntry, nameOf: (who: string) => string) {
  if (event === 'RESUME' && state === 'transferring.swapped') return 'went back to the caller for a moment'
  if (event !== 'PARK') return null
  const where = slot === undefined ? '' : ` in slot ${slot}`
  return `parked the caller${where}${one === undefined ? '' : ` for ${nameOf(one)}`}`
}

/** Nobody took a parked call, and it went where its parker had said. */
function elseText({ event, by, state, target }: TimelineEntry, nameOf: (who: string) => string) {
  const where = state.startsWith('voicemail') ? 'sent to voicemail' : target && `${nameOf(target)} was called`
  if (!where) return null
  if (event === 'DECLINE') return `${sentence(nameOf(by ?? ''), 'declined')}: ${where}`
  return `${event === 'OFFER' ? 'The colleague could not take it' : events[event]?.split(':')[0]}: ${where}`
}
/** The browser has measured it, not the agent. */
const lineOf = (name: string) =>
  name === 'you' ? 'Your line was measured' : `The line of ${name} was measured`

function sentence(name: string, rest: string): string {
  const verb = name === 'you' ? rest.replace(/^is /, 'are ').replace(/^was /, 'were ') : rest
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${verb}`
}
