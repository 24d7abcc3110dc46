import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'

const deeds: Record<string, string> = {
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
  HANGUP: 'hung up',
  HEARD: 'listened to the message',
  REMOVE_MESSAGE: 'removed the message',
  LEG_CONNECTED: 'is on the line',
  LEG_RELEASED: 'took another call meanwhile',
  AGENT_BACK: 'came back',
  AGENT_GONE: 'was gone for good',
}

const events: Record<string, string> = {
  INBOUND: 'The caller rang',
  ANSWERED: 'The number answered',
  dialTimeout: 'The number did not answer in time',
  FOUND_LIVE: 'Found on the line, and taken in',
  LEG_CONNECTED: 'The number outside answered',
  LEG_DIALLED: 'The number outside was dialled',
  CALLER_ENDED: 'The caller was gone',
  FOUND_GONE: 'Twilio was asked twice: the caller was gone',
  GREETED: 'The greeting was heard',
  RECORDED: 'A message was left',
  MESSAGE_EXPIRED: 'The message was as old as the history gets',
  OFFER: 'Offered to whoever is free',
  ringTimeout: 'Nobody answered in time',
  joinTimeout: 'The agent’s line never came',
  parkTimeout: 'Parked long enough: came back',
  returnTimeout: 'Not taken back: offered to everyone',
  transferTimeout: 'The transfer was not answered',
  carrierCheck: 'Checked with Twilio',
}

/** A line of a call's history as a sentence. */
export function entryText(line: TimelineEntry, nameOf: (who: string) => string): string {
  const deed = line.by === null ? undefined : deeds[line.event]
  if (line.by !== null && deed) return capital(`${nameOf(line.by)} ${deed}`.replace('you is', 'you are'))
  if (line.event === 'LEG_ENDED')
    return capital(`${line.from ? `the line of ${nameOf(line.from)}` : 'a line'} ended`)
  return events[line.event] ?? line.event
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
