import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Voicemail } from '../../../coordinator/protocol/voicemail.ts'
import {
  createVoicemailStore,
  loadOlderVoicemails,
  loadVoicemails,
  restartVoicemails,
  type VoicemailStore,
} from '../../../web/voicemail/voicemail-store.ts'

const message = (n: number, part: Partial<Voicemail> = {}): Voicemail => ({
  callSid: `CA${n}`,
  callerNumber: null,
  callerAddress: null,
  callerName: `Caller ${n}`,
  verified: null,
  unconfirmed: null,
  contact: null,
  at: new Date(Date.UTC(2026, 10, 22, 12, n)).toISOString(),
  durationS: 5,
  heardBy: null,
  heardAt: null,
  ...part,
})
const heard = (n: number) => message(n, { heardBy: 'bob', heardAt: message(n).at })

/** Answers of the server, in the order in which they are asked for. */
let pages: ((voicemails: Voicemail[]) => void)[]
let asked: string[]
let fresh: string[]
let store: VoicemailStore

beforeEach(() => {
  pages = []
  asked = []
  fresh = []
  store = createVoicemailStore()
  store.on('messageLeft', ({ voicemail }) => fresh.push(voicemail.callSid))
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    return new Promise((resolve) => {
      pages.push((voicemails) => resolve(Response.json({ voicemails, unheard: 0 })))
    })
  })
})
afterEach(() => vi.unstubAllGlobals())

const state = () => store.getSnapshot().context
const sids = () => state().list?.map(({ callSid }) => callSid)
async function loaded(...voicemails: Voicemail[]) {
  const loading = loadVoicemails(store)
  pages.shift()?.(voicemails)
  await loading
}

test('the feed tells the count, without a request', () => {
  restartVoicemails(store)
  store.trigger.updateReceived({ update: { callSid: null, voicemail: null, unheard: 3 } })
  expect(state()).toMatchObject({ unheard: 3, list: null })
  store.trigger.updateReceived({ update: { callSid: 'CA1', voicemail: message(1), unheard: 4 } })
  expect(state().unheard).toBe(4)
  // After a snapshot, silence means that no message is unheard.
  restartVoicemails(store)
  expect(state().unheard).toBe(0)
  expect(asked).toEqual([])
  expect(fresh).toEqual(['CA1'])
})

test('a new, heard or removed message changes the list in place', async () => {
  await loaded(message(3), message(1))
  store.trigger.updateReceived({ update: { callSid: 'CA2', voicemail: message(2), unheard: 3 } })
  expect(sids()).toEqual(['CA3', 'CA2', 'CA1'])
  store.trigger.updateReceived({ update: { callSid: 'CA1', voicemail: heard(1), unheard: 2 } })
  expect(state().list?.at(-1)?.heardBy).toBe('bob')
  store.trigger.updateReceived({ update: { callSid: 'CA3', voicemail: null, unheard: 1 } })
  expect(sids()).toEqual(['CA2', 'CA1'])
  expect(fresh).toEqual(['CA2'])
})

test('an update that arrives before the requested page is not lost', async () => {
  const loading = loadVoicemails(store)
  store.trigger.updateReceived({ update: { callSid: 'CA1', voicemail: heard(1), unheard: 0 } })
  store.trigger.updateReceived({ update: { callSid: 'CA2', voicemail: null, unheard: 0 } })
  pages.shift()?.([message(2), message(1)])
  await loading
  expect(state().list).toEqual([heard(1)])
})

test('older messages are read from the last one on, and a new feed reads the shown ones again', async () => {
  await loaded(...Array.from({ length: 50 }, (_, n) => message(59 - n)))
  expect(state().more).toBe(true)
  const older = loadOlderVoicemails(store)
  pages.shift()?.([message(9)])
  await older
  expect(asked.at(-1)).toContain(`before=${encodeURIComponent(message(10).at)}`)
  expect([state().list?.length, state().more]).toEqual([51, false])
  restartVoicemails(store)
  expect(pages).toHaveLength(1)
})

test('a page that cannot be read is reported, and the messages stay', async () => {
  await loaded(message(1))
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no network')))
  await loadVoicemails(store)
  expect(state()).toMatchObject({ failed: true, list: [{ callSid: 'CA1' }] })
  expect(warned).toHaveBeenCalledOnce()
})
