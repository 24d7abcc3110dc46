import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { carrierRefusalText } from '../commands/problem-text.ts'
import { t, type Words } from '../language/text.ts'
import { isYou } from '../language/you.ts'

/** What an agent did. Each has `who`. */
const agentEvents = {
  CLAIM: 'timeline.by.CLAIM',
  DIALLED: 'timeline.by.DIALLED',
  CALLED: 'timeline.by.CALLED',
  UNPARK: 'timeline.by.UNPARK',
  DECLINE: 'timeline.by.DECLINE',
  HOLD: 'timeline.by.HOLD',
  RESUME: 'timeline.by.RESUME',
  TRANSFER: 'timeline.by.TRANSFER',
  COMPLETE: 'timeline.by.COMPLETE',
  CANCEL: 'timeline.by.CANCEL',
  MERGE: 'timeline.by.MERGE',
  LEAVE: 'timeline.by.LEAVE',
  UNSUPERVISE: 'timeline.by.UNSUPERVISE',
  TAKE_OVER: 'timeline.by.TAKE_OVER',
  REMOVE_RECORDING: 'timeline.by.REMOVE_RECORDING',
  HANGUP: 'timeline.by.HANGUP',
  HEARD: 'timeline.by.HEARD',
  REMOVE_MESSAGE: 'timeline.by.REMOVE_MESSAGE',
  ERASE: 'timeline.by.ERASE',
  WRAP_UP: 'timeline.by.WRAP_UP',
  CONFIRM_CALLER: 'timeline.by.CONFIRM_CALLER',
  LEG_CONNECTED: 'timeline.by.LEG_CONNECTED',
  LEG_RELEASED: 'timeline.by.LEG_RELEASED',
  AGENT_BACK: 'timeline.by.AGENT_BACK',
  AGENT_GONE: 'timeline.by.AGENT_GONE',
  AGENT_SIGNED_OUT: 'timeline.by.AGENT_SIGNED_OUT',
} as const

const events: Readonly<Record<string, Words>> = {
  INBOUND: 'timeline.INBOUND',
  ANSWERED: 'timeline.ANSWERED',
  dialTimeout: 'timeline.dialTimeout',
  FOUND_LIVE: 'timeline.FOUND_LIVE',
  LEG_CONNECTED: 'timeline.LEG_CONNECTED',
  LEG_DIALLED: 'timeline.LEG_DIALLED',
  CALLER_ENDED: 'timeline.CALLER_ENDED',
  FOUND_GONE: 'timeline.FOUND_GONE',
  GREETED: 'timeline.GREETED',
  RECORDED: 'timeline.RECORDED',
  NOTICE_HEARD: 'timeline.NOTICE_HEARD',
  RECORDING_STARTED: 'timeline.RECORDING_STARTED',
  RECORDING_REQUESTED: 'timeline.RECORDING_REQUESTED',
  RECORDING_NOT_BEGUN: 'timeline.RECORDING_NOT_BEGUN',
  RECORDING_COMPLETED: 'timeline.RECORDING_COMPLETED',
  RECORDINGS_SETTLED: 'timeline.RECORDINGS_SETTLED',
  RECORDINGS_EXPIRED: 'timeline.RECORDINGS_EXPIRED',
  MESSAGE_EXPIRED: 'timeline.MESSAGE_EXPIRED',
  RINGING: 'timeline.RINGING',
  OFFER: 'timeline.OFFER',
  ringTimeout: 'timeline.ringTimeout',
  joinTimeout: 'timeline.joinTimeout',
  parkTimeout: 'timeline.parkTimeout',
  returnTimeout: 'timeline.returnTimeout',
  transferTimeout: 'timeline.transferTimeout',
  carrierCheck: 'timeline.carrierCheck',
}

type NameOf = (who: string) => string

/** An entry of a call's timeline as a sentence. @param nameOf `you` for the agent at this desk */
export function entryText(entry: TimelineEntry, nameOf: NameOf): string {
  const { by, event, from } = entry
  const order = orderText(entry, nameOf)
  if (order) return order
  const next = elseText(entry, nameOf)
  if (next) return next
  if (by !== null && event === 'LEG_QUALITY') return t('timeline.lineMeasured', subject(nameOf(by)))
  if (by !== null && event === 'SUPERVISE' && entry.mode)
    return t(`timeline.supervise.${entry.mode}`, subject(nameOf(by)))
  if (by !== null && event === 'RECORD' && entry.recording)
    return t(`timeline.record.${entry.recording}`, subject(nameOf(by)))
  if (event === 'RECORDING_SET' && entry.recording) return t(`timeline.recordingSet.${entry.recording}`)
  if (by !== null && event === 'TRANSFER' && entry.target)
    return t('timeline.transferTo', { who: capital(nameOf(by)), target: nameOf(entry.target) })
  if (by !== null && isAgentEvent(event)) return t(agentEvents[event], subject(nameOf(by)))
  if (event === 'LEG_ENDED' && entry.refused)
    return t('timeline.refused', { reason: carrierRefusalText(entry.refused) })
  // It was offered to one colleague alone.
  if (event === 'OFFER' && /^(ended|active)/.test(entry.state)) return t('timeline.couldNotTake')
  if (event === 'LEG_ENDED')
    return from === null ? t('timeline.legEnded') : t('timeline.disconnected', subject(nameOf(from)))
  const words = events[event]
  return words === undefined ? event : t(words)
}

const isAgentEvent = (event: string): event is keyof typeof agentEvents => event in agentEvents

/** What a park was about, or a resume while somebody is asked. */
function orderText({ event, state, slot, by, for: one }: TimelineEntry, nameOf: NameOf): string | null {
  const who = by === null ? 'none' : capital(nameOf(by))
  if (event === 'RESUME' && state === 'transferring.swapped') return t('timeline.wentBack', { who })
  if (event !== 'PARK') return null
  return t('timeline.parked', {
    who,
    slot: slot === undefined ? 'none' : String(slot),
    one: one === undefined ? 'none' : nameOf(one),
  })
}

/** Nobody took a parked call, and it went where its parker had said. */
function elseText({ event, by, state, target }: TimelineEntry, nameOf: NameOf): string | null {
  const cause = elseCause(event, capital(nameOf(by ?? '')))
  if (cause === null) return null
  if (state.startsWith('voicemail')) return `${cause}: ${t('timeline.toVoicemail')}`
  return target ? `${cause}: ${t('timeline.wasCalled', { name: nameOf(target) })}` : null
}

/** What may send a parked call on. */
function elseCause(event: string, who: string): string | null {
  switch (event) {
    case 'parkTimeout':
      return t('timeline.slotTimeOver')
    case 'returnTimeout':
      return t('timeline.notPickedUp')
    case 'DECLINE':
      return t('timeline.by.DECLINE', { who })
    case 'OFFER':
      return t('timeline.couldNotTakeIt')
    default:
      return null
  }
}

/** `name` begins the sentence, `you` says whether it is the agent at this desk. */
const subject = (name: string) => ({ who: capital(name), name, you: isYou(name) ? 'yes' : 'no' })

const capital = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`
