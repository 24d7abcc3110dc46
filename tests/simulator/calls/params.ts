import { createHash } from 'node:crypto'
import { rfc2822 } from '../dates.ts'
import type { SimulatorSettings } from '../settings.ts'
import type { Params } from '../webhooks/webhooks.ts'
import type { Leg, ProgressEvent } from './leg.ts'

/** The parameters that every request about a leg carries. */
export function voiceParams(settings: SimulatorSettings, leg: Leg): Params {
  const { from, to, direction, callerName, forwardedFrom, parent, applicationSid } = leg.details
  const { stirVerstat = from.startsWith('+') ? 'TN-Validation-Passed-A' : '' } = leg.details
  return {
    AccountSid: settings.accountSid,
    ApiVersion: '2010-04-01',
    CallSid: leg.sid,
    CallStatus: leg.status,
    Called: to,
    Caller: from,
    Direction: direction,
    From: from,
    To: to,
    ...place('Called', to),
    ...place('Caller', from),
    ...place('From', from),
    ...place('To', to),
    ...(callerName && { CallerName: callerName }),
    ...(parent && { ParentCallSid: parent.sid }),
    ...(applicationSid && { ApplicationSid: applicationSid }),
    ...(forwardedFrom && { ForwardedFrom: forwardedFrom }),
    ...(direction === 'inbound' && stirVerstat && { StirVerstat: stirVerstat }),
    ...(direction === 'inbound' && from.startsWith('+') && { CallToken: callToken(leg.sid) }),
  }
}

const FIRED: Readonly<Record<ProgressEvent, string>> = {
  initiated: 'initiated',
  ringing: 'ringing',
  answered: 'in-progress',
  completed: '',
}

/** What a status callback adds. `completed` reports any final status. */
export function progressParams(leg: Leg, event: ProgressEvent, sequence: number): Params {
  const { endedAt } = leg.state
  const ended = event === 'completed' && endedAt !== null
  return {
    CallStatus: FIRED[event] || leg.status,
    Timestamp: rfc2822(new Date()),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(sequence),
    ...(ended && {
      CallDuration: String(durationSeconds(leg)),
      Duration: String(Math.ceil(durationSeconds(leg) / 60)),
      SipResponseCode: SIP[leg.status] ?? '200',
    }),
  }
}

const SIP: Readonly<Record<string, string>> = {
  busy: '486',
  'no-answer': '487',
  canceled: '487',
  failed: '404',
}

/** Seconds between answer and end, as Twilio counts them: whole, and 0 for a call that was never answered. */
export function durationSeconds(leg: Leg): number {
  const { answeredAt, endedAt } = leg.state
  if (answeredAt === null || endedAt === null) return 0
  return Math.max(1, Math.round((endedAt.getTime() - answeredAt.getTime()) / 1_000))
}

/** Twilio knows the place of a North American number; of others the country alone. */
function place(prefix: string, party: string): Params {
  if (!party.startsWith('+')) return {}
  const [city, state, zip, country] = party.startsWith('+1217')
    ? ['CHAMPAIGN', 'IL', '61820', 'US']
    : ['', '', '', party.startsWith('+1') ? 'US' : '']
  return {
    [`${prefix}City`]: city ?? '',
    [`${prefix}State`]: state ?? '',
    [`${prefix}Zip`]: zip ?? '',
    [`${prefix}Country`]: country ?? '',
  }
}

function callToken(sid: string): string {
  return JSON.stringify({ parentCallInfoToken: createHash('sha256').update(sid).digest('base64url') })
}
