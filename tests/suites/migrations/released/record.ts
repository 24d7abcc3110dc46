import { existsSync, writeFileSync } from 'node:fs'
import { toCallView } from '../../../../coordinator/calls/view.ts'
import { persist } from '../../../../coordinator/durable/decide.ts'
import type { CallEventBody } from '../../../../machines/call/events.ts'
import { CALL_MACHINE_VERSION, callMachine } from '../../../../machines/call/machine.ts'
import { slotOf, talkingAgents, wantedLegs } from '../../../../machines/call/selectors.ts'
import { AGENTS, FREE as DESK, OneCall, OUTSIDE, SILENT_CARRIER, SLOTS } from '../../machines/one-call.ts'
import { fileOf, type Kept } from './kept.ts'

/**
 * Writes down calls in every state as this version stores them, once for each version of the machine. What was
 * released is never written anew: it is what stands in somebody's Redis.
 */
type Happening = CallEventBody | 'timer'

const ann = { by: 'ann', role: 'agent' } as const
const bob = { by: 'bob', role: 'agent' } as const
const TALKING: Happening[] = [
  { type: 'CLAIM', ...ann },
  { type: 'LEG_CONNECTED', legSid: 'CAa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', agentId: 'ann' },
]
const transfer = (to: 'agent:bob' | typeof OUTSIDE, kind: 'blind' | 'consult'): Happening => ({
  type: 'TRANSFER',
  ...ann,
  to,
  kind,
})
const CONSULTING: Happening[] = [
  ...TALKING,
  transfer('agent:bob', 'consult'),
  { type: 'CLAIM', ...bob },
  { type: 'LEG_CONNECTED', legSid: 'CAb2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2', agentId: 'bob' },
]
const OUTSIDE_ANSWERS: Happening = {
  type: 'LEG_CONNECTED',
  legSid: 'CA05050505050505050505050505050505',
  agentId: null,
}

const CLOSED = 'hears that the office is closed'
const DIALLED = 'rings at a number that an agent called'
const CALLED = 'rings at a colleague'

const CALLS: Record<string, Happening[]> = {
  rings: [],
  'rings, and one has declined': [{ type: 'DECLINE', ...bob }],
  'was claimed': [{ type: 'CLAIM', ...ann }],
  talks: TALKING,
  'talks, and a supervisor hears it': [
    ...TALKING,
    { type: 'SUPERVISE', by: 'dan', role: 'supervisor', mode: 'whisper' },
    { type: 'LEG_CONNECTED', legSid: 'CAd4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4', agentId: 'dan' },
  ],
  'talks, and is recorded': [
    ...TALKING,
    { type: 'RECORD', ...ann, state: 'on' },
    { type: 'RECORDING_STARTED', recordingSid: 'RE01010101010101010101010101010101' },
  ],
  'talks, and its recording pauses': [
    ...TALKING,
    { type: 'RECORD', ...ann, state: 'on' },
    { type: 'RECORDING_REQUESTED', recordingSid: null },
    { type: 'RECORDING_STARTED', recordingSid: 'RE01010101010101010101010101010101' },
    { type: 'RECORD', ...ann, state: 'paused' },
    { type: 'RECORDING_SET', recordingSid: 'RE01010101010101010101010101010101', state: 'paused' },
  ],
  'is told that it will be recorded': [...TALKING, { type: 'RECORD', ...ann, state: 'on' }],
  'was recorded and ended': [
    ...TALKING,
    { type: 'RECORD', ...ann, state: 'on' },
    { type: 'RECORDING_STARTED', recordingSid: 'RE01010101010101010101010101010101' },
    { type: 'HANGUP', ...ann },
    { type: 'RECORDING_COMPLETED', recordingSid: 'RE01010101010101010101010101010101', seconds: 31 },
  ],
  'is on hold': [...TALKING, { type: 'HOLD', ...ann }],
  'is parked with a note': [...TALKING, { type: 'PARK', ...ann, slot: 2, note: 'asks for Bob' }],
  'is parked for a colleague': [
    ...TALKING,
    { type: 'PARK', ...ann, slot: 3, for: 'bob', elseTo: 'agent:cat', note: 'the red one' },
  ],
  'rings outside, because nobody took it': [
    ...TALKING,
    { type: 'PARK', ...ann, for: 'bob', elseTo: `${OUTSIDE};ext=12` },
    'timer',
    'timer',
    {
      type: 'LEG_DIALLED',
      legSid: 'CA05050505050505050505050505050505',
    },
  ],
  'comes back to who parked it': [...TALKING, { type: 'PARK', ...ann }, 'timer'],
  'comes back to everybody': [...TALKING, { type: 'PARK', ...ann }, 'timer', 'timer'],
  'waits for an agent who was lost': [
    ...TALKING,
    { type: 'LEG_ENDED', legSid: 'CAa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', outside: false, consoleSince: null },
  ],
  'is offered to a colleague': [...TALKING, transfer('agent:bob', 'blind')],
  'is being consulted about': [...TALKING, transfer('agent:bob', 'consult'), { type: 'CLAIM', ...bob }],
  'talks while a colleague waits': [...CONSULTING, { type: 'RESUME', ...ann }],
  'is three': [...CONSULTING, { type: 'MERGE', ...ann }],
  'rings outside': [
    ...TALKING,
    transfer(OUTSIDE, 'blind'),
    { type: 'LEG_DIALLED', legSid: 'CA05050505050505050505050505050505' },
  ],
  'talks to somebody outside': [...TALKING, transfer(OUTSIDE, 'blind'), OUTSIDE_ANSWERS],
  'leaves a message': ['timer'],
  'left a message': ['timer', { type: 'RECORDED', recordingSid: 'REvoicemail', seconds: 7 }],
  [CLOSED]: [],
  [DIALLED]: [],
  [CALLED]: [],
  'was missed': ['timer', { type: 'CALLER_ENDED', status: 'completed' }],
  'was answered and ended': [...TALKING, { type: 'HANGUP', ...ann }],
  'was answered, ended, and was noted': [
    ...TALKING,
    { type: 'HANGUP', ...ann },
    { type: 'WRAP_UP', ...bob, note: 'wants a date', tags: ['order'], instead: null },
  ],
  'gave up': [{ type: 'CALLER_ENDED', status: 'completed' }],
}

function keptAfter(name: string, happenings: readonly Happening[]): Kept {
  const call = new OneCall({
    type: name === DIALLED ? 'DIALLED' : name === CALLED ? 'CALLED' : 'INBOUND',
    unwanted: false,
    ...SILENT_CARRIER,
    anyoneSignedIn: true,
    freeAgents: AGENTS,
    reachableAgents: AGENTS,
    dueToAcknowledge: AGENTS,
    freeSlots: SLOTS,
    recording: /record(ed|ing)/.test(name) ? { rule: 'on_demand', announces: name.includes('told') } : null,
    reception: { closed: name === CLOSED ? 'hangup' : null, greets: false },
    prelude: 'none',
  })
  for (const happening of happenings) {
    const happened =
      happening === 'timer'
        ? call.take({
            happening: { type: 'timer', stale: 1, pick: 0 },
            passes: 0,
            free: AGENTS,
            reachable: AGENTS,
            due: AGENTS,
            freeSlots: SLOTS,
          })
        : call.apply(happening, DESK)
    if (!happened?.changed) throw new Error(`"${name}": ${JSON.stringify(happening)} changed nothing`)
  }
  const { snapshot, rev, at, timers } = call
  return {
    name,
    rev,
    at,
    version: CALL_MACHINE_VERSION,
    snapshot: JSON.parse(persist(callMachine, snapshot)),
    timers,
    view: toCallView(snapshot, { rev: rev, at: at }),
    slot: slotOf(snapshot),
    legs: wantedLegs(snapshot),
    talkers: talkingAgents(snapshot),
    endedAt: snapshot.context.endedAt,
  }
}

const file = fileOf(CALL_MACHINE_VERSION)
if (existsSync(file)) throw new Error(`Version ${CALL_MACHINE_VERSION} is written down already`)
const kept = Object.entries(CALLS).map(([name, happenings]) => keptAfter(name, happenings))
writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`)
