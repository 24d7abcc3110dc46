import { expect, vi } from 'vitest'
import type { CallActors } from '../../../coordinator/calls/calls-port.ts'
import type { CarrierCommand } from '../../../coordinator/calls/carrier-command.ts'
import type { Carrier, CarrierCall } from '../../../coordinator/twilio/carrier.ts'
import { CarrierRejected, CarrierUnavailable } from '../../../coordinator/twilio/carrier-errors.ts'
import { createCommandRunner } from '../../../coordinator/twilio/command-runner.ts'
import { CALLER, logInto, NUMBER } from './desk.ts'

export const OUTSIDE = '+12175550177'
export const PUBLIC_URL = 'https://desk.example.com'
/** A command that came without a trace begins one. */
export const TRACE: unknown = expect.stringMatching(/^00-[0-9a-f]{32}-/)
export const AT = Date.UTC(2026, 10, 22)

export const callAs = (status: string): CarrierCall => ({
  sid: 'CA1',
  status,
  direction: 'inbound',
  from: CALLER,
  to: NUMBER,
  parentCallSid: null,
  startedAt: AT,
})

/** A carrier whose every answer the test decides, and an outbox in memory. */
export function bench(given: Partial<Carrier> = {}, calls: Partial<CallActors> = {}) {
  const stored = new Map<string, CarrierCommand>()
  const told: string[] = []
  const rang: number[] = []
  const logged: string[] = []
  const clock = { now: () => AT }
  const carrier: Carrier = {
    deleteFromLog: async () => undefined,
    loggedLegsWith: async () => [],
    redirect: async (_, url) => void told.push(url.replace(PUBLIC_URL, '').replace(/#.*/, '')),
    complete: async (legSid) => void told.push(`complete ${legSid}`),
    updateParticipant: async (_, legSid, { muted, coaches }) =>
      void told.push(`${legSid} is heard by ${muted ? 'nobody' : (coaches ?? 'all')}`),
    cancel: async (legSid) => void told.push(`cancel ${legSid}`),
    dial: async ({ to, url, ringMs, limitMs }) => {
      rang.push(ringMs, limitMs)
      told.push(`dial ${to} ${new URL(url).search}`)
      return 'CA9'
    },
    record: async (callSid) => {
      told.push(`record ${callSid}`)
      return 'RE1'
    },
    setRecording: async (_, recordingSid, to) => void told.push(`${recordingSid} is ${to}`),
    recordingsOfCall: async () => [],
    deleteRecording: async (recordingSid) => void told.push(`delete ${recordingSid}`),
    newestMessage: async () => null,
    fetchCall: async () => callAs('in-progress'),
    liveCallsOfOurs: async () => [],
    legsInOtherRooms: async () => new Set<string>(),
    liveLegsTo: async () => [],
    ...given,
  }
  const retry = vi.fn()
  const postpone = vi.fn(() => Promise.resolve())
  const sent = vi.fn<CallActors['send']>(async () => ({ ok: true, code: null, view: null, replayed: false }))
  const outbox = createCommandRunner({
    carrier,
    calls: { send: sent, state: async () => null, hasFollowedRedirect: async () => false, ...calls },
    publicUrl: PUBLIC_URL,
    store: {
      async enqueue(commands) {
        for (const command of commands) stored.set(command.id, command)
      },
      claim: async (id) => stored.get(id) ?? null,
      done: async ({ id, at }) => void (stored.get(id)?.at === at && stored.delete(id)),
      postpone,
    },
    scheduler: { retry },
    clock,
    log: logInto(logged),
    verifyAfterMs: 1,
    times: () => ({ ringMs: 17_000, limitMs: 3_600_000 }),
  })
  const run = (...commands: CarrierCommand[]) => {
    for (const command of commands) stored.set(command.id, command)
    outbox.run(commands)
  }
  return { outbox, run, told, rang, stored, retry, postpone, sent, logged }
}

export const redirect = (rev: number, callSid = 'CA1'): CarrierCommand => ({
  id: `${callSid}:${rev}:0`,
  callSid,
  at: AT,
  type: 'redirectCaller',
  rev,
})
export const completeCaller: CarrierCommand = {
  id: 'CA1:9:0',
  callSid: 'CA1',
  at: AT,
  type: 'completeCaller',
}
export const completeLeg: CarrierCommand & { type: 'completeLeg' } = {
  id: 'CA1:9:1',
  callSid: 'CA1',
  at: AT,
  type: 'completeLeg',
  legSid: 'CA2',
}
export const dial: CarrierCommand = {
  id: 'CA1:5:0',
  callSid: 'CA1',
  at: AT,
  type: 'dialOutside',
  number: OUTSIDE,
}

/** Holds a request up until it is opened. */
export function newGate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

export const refuses = (code: number) => () => Promise.reject(new CarrierRejected(code, 'no'))
export const fails =
  (error: Error = new CarrierUnavailable('away')) =>
  () =>
    Promise.reject(error)
