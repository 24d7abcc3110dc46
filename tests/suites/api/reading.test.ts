import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { HistoryCounts } from '../../../coordinator/protocol/queries.ts'
import { ToCallBack } from '../../../coordinator/protocol/to-call-back.ts'
import { CALL_MACHINE_VERSION } from '../../../machines/call/machine.ts'
import { type Office, openOffice, type Person, problemIn } from './office.ts'

let office: Office
let mia: Person

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
})
afterAll(() => office.close())

const json = async (path: string) => (await mia.get(path)).json()

test('the choice of presence is taken, and nothing else', async () => {
  const chosen = await mia.request('PUT', '/api/me/presence', { presence: 'available' })
  expect(chosen.status).toBe(200)
  expect(await chosen.json()).toMatchObject({ agentId: 'mia', presence: 'available', callSid: null })
  expect(await json('/api/me')).toMatchObject({ presence: 'available' })
  const refused = await mia.request('PUT', '/api/me/presence', { presence: 'offline' })
  expect(refused.status).toBe(400)
  expect((await problemIn(refused)).errors?.[0]?.path).toBe('presence')
})

test('a choice of presence that is sent again under its key does nothing twice', async () => {
  const choose = (presence: string, key?: string) =>
    mia.request('PUT', '/api/me/presence', { presence }, key === undefined ? {} : { 'Idempotency-Key': key })
  const first = await (await choose('available', 'k1')).json()
  await choose('away')
  // The repeated answer is not newer than what has happened since.
  expect(await (await choose('available', 'k1')).json()).toEqual({ ...first, rev: 0 })
  expect(await json('/api/me')).toMatchObject({ presence: 'away' })
  await choose('available')
})

test('colleagues are listed, and the token for the line is the agent’s own', async () => {
  expect(await json('/api/agents')).toMatchObject([{ agentId: 'mia', name: 'MIA' }])
  expect(await json('/api/voice-token')).toMatchObject({
    token: 'jwt-of-mia',
    identity: 'mia',
    edge: 'roaming',
  })
})

test('a live call is on the list, an ended one only under its own name', async () => {
  const callSid = await office.rings()
  expect(await json('/api/calls')).toMatchObject([{ callSid, status: 'ringing' }])
  expect(await json(`/api/calls/${callSid}`)).toMatchObject({ callSid, rev: 1 })
  await mia.command(`${callSid}/claim`)
  await mia.command(`${callSid}/hangup`)
  expect(await json('/api/calls')).toEqual([])
  expect(await json(`/api/calls/${callSid}`)).toMatchObject({ status: 'ended' })
})

test('the history of a call tells every event in order', async () => {
  const callSid = await office.rings()
  await mia.command(`${callSid}/claim`)
  await mia.command(`${callSid}/hangup`)
  const history = await json(`/api/calls/${callSid}/history`)
  expect(history).toMatchObject([
    { rev: 1, event: 'INBOUND', by: null },
    { rev: 2, event: 'CLAIM', by: 'mia', from: null, to: 'mia', state: 'active.connecting' },
    { rev: 3, event: 'HANGUP', by: 'mia', state: 'ended' },
  ])
})

test('a call that nobody knows is not found', async () => {
  for (const path of ['/api/calls/CAnobody', '/api/calls/CAnobody/history']) {
    const missing = await mia.get(path)
    expect(missing.status).toBe(404)
    expect((await problemIn(missing)).code).toBe('no_such_call')
  }
})

test('ended calls come newest first, page by page', async () => {
  const other = await openOffice()
  const noah = await other.employ('noah')
  const ended: string[] = []
  for (let n = 0; n < 3; n++) {
    const callSid = await other.rings()
    await noah.command(`${callSid}/claim`)
    await noah.command(`${callSid}/hangup`)
    ended.unshift(callSid)
    other.passTime(1000)
  }
  const page = async (query: string) => (await (await noah.get(`/api/history?${query}`)).json()) as CallView[]
  expect((await page('')).map(({ callSid }) => callSid)).toEqual(ended)
  const first = await page('limit=2')
  expect(first.map(({ callSid }) => callSid)).toEqual(ended.slice(0, 2))
  const rest = await page(`before=${encodeURIComponent(first[1]?.endedAt ?? '')}`)
  expect(rest.map(({ callSid }) => callSid)).toEqual(ended.slice(2))
  for (const [query, field] of [
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['before=yesterday', 'before'],
    ['q=ada', 'q'],
  ] as const) {
    const refused = await noah.get(`/api/history?${query}`)
    expect(refused.status).toBe(400)
    expect((await problemIn(refused)).errors?.[0]?.path).toBe(field)
  }
  await other.close()
})

describe('a search of the history', () => {
  let other: Office
  let noah: Person
  const [ADA, LEE] = ['+12025550117', '+12175550148']
  let ended: Record<string, string>

  async function ends(name: string, caller: Parameters<Office['rings']>[1], answered: boolean) {
    const callSid = await other.rings(undefined, caller)
    if (answered) {
      await noah.command(`${callSid}/claim`)
      await other.joins(callSid, 'noah')
      await noah.command(`${callSid}/hangup`)
    } else await other.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
    ended[name] = callSid
    other.passTime(1000)
  }
  beforeEach(async () => {
    ended = {}
    other = await openOffice()
    noah = await other.employ('noah')
    await ends('missed, called again', { callerNumber: ADA, callerName: 'Zoë Núñez' }, false)
    await ends('missed', { callerNumber: LEE, callerName: null }, false)
    await ends('answered', { callerNumber: ADA, callerName: 'Zoë Núñez' }, true)
    await ends(
      'missed, a desk phone',
      { callerNumber: null, callerAddress: 'sip:1001@office.example', callerName: null },
      false,
    )
    await ends('missed, withheld', { callerNumber: null, callerName: null }, false)
  })
  afterEach(() => other.close())

  const found = async (search: object) => {
    const response = await noah.request('POST', '/api/history/search', search)
    const names = new Map(Object.entries(ended).map(([name, callSid]) => [callSid, name]))
    return ((await response.json()) as CallView[]).map(({ callSid }) => names.get(callSid))
  }

  const endOf = async (name: string) => {
    const call = (await (await noah.get(`/api/calls/${ended[name]}`)).json()) as CallView
    return call.endedAt ?? ''
  }

  test('finds calls by what their cards show, the newest first', async () => {
    const both = ['answered', 'missed, called again']
    for (const q of ['(202) 555-0117', '2025550117', 'tel:+1-202-555-0117', 'nunez zoe', 'Zoe\u0308'])
      expect([q, await found({ q })]).toEqual([q, both])
    expect(await found({ q: '1001@office' })).toEqual(['missed, a desk phone'])
    expect(await found({ q: 'withheld' })).toEqual(['missed, withheld'])
    expect(await found({ q: 'nobody' })).toEqual([])
  })

  test('is narrowed by outcome, agent and time', async () => {
    expect(await found({ outcome: 'answered' })).toEqual(['answered'])
    expect(await found({ agentId: 'noah' })).toEqual(['answered'])
    expect(await found({ q: 'zoe', outcome: 'abandoned' })).toEqual(['missed, called again'])
    const [newest] = (await (await noah.get('/api/history?limit=1')).json()) as CallView[]
    const at = newest?.endedAt ?? ''
    expect(await found({ from: at })).toEqual(['missed, withheld'])
    expect(await found({ to: at, limit: 1 })).toEqual(['missed, a desk phone'])
    const refused = await noah.request('POST', '/api/history/search', { from: 'yesterday' })
    expect((await problemIn(refused)).errors?.[0]?.path).toBe('from')
  })

  test('for callers to call back leaves out those with whom somebody has talked since', async () => {
    expect(await found({ toCallBack: true })).toEqual(['missed, a desk phone', 'missed'])
    expect(await found({ toCallBack: true, q: '0148' })).toEqual(['missed'])
    const list = ToCallBack.parse(await (await noah.get('/api/history/to-call-back')).json())
    expect(list).toMatchObject({
      total: 2,
      callers: [
        { call: { callSid: ended['missed, a desk phone'] }, times: 1, tried: null },
        { call: { callSid: ended.missed }, times: 1, tried: null },
      ],
    })
  })

  test('by direction, and for those with whom nobody talked', async () => {
    expect(await found({ unanswered: true, to: await endOf('missed, a desk phone') })).toEqual([
      'missed',
      'missed, called again',
    ])
    expect(await found({ direction: 'outbound' })).toEqual([])
  })

  test('is counted by kind, as each kind would find', async () => {
    const counted = async (search: object) => {
      const response = await noah.request('POST', '/api/history/counts', search)
      return HistoryCounts.parse(await response.json())
    }
    const narrow = {
      all: {},
      missed: { unanswered: true },
      mine: { agentId: 'noah', outcome: 'answered' },
      messages: { outcome: 'voicemail' },
      outbound: { direction: 'outbound' },
    }
    expect(await counted({})).toEqual({ all: 5, missed: 4, mine: 1, messages: 0, outbound: 0 })
    for (const search of [{}, { q: 'zoe' }, { to: await endOf('answered') }, { q: 'nobody' }])
      for (const [kind, more] of Object.entries(narrow))
        expect([kind, (await counted(search))[kind as 'all']]).toEqual([
          kind,
          (await found({ ...search, ...more })).length,
        ])
    await ends('one more', { callerNumber: '+12175550111', callerName: 'Zoë Two' }, false)
    expect(await counted({ q: 'zoe' })).toMatchObject({ all: 3, missed: 2 })
  })

  test('goes on after a call of several that ended in one millisecond', async () => {
    const at = await endOf('answered')
    const twin = ended.missed ?? ''
    const view = (await (await noah.get(`/api/calls/${twin}`)).json()) as CallView
    // Then the archive knows all calls, and reads none of them again.
    await found({})
    other.archive.callChanged({ ...view, endedAt: at, rev: view.rev + 1 })
    const both = [ended.answered ?? '', twin].sort().reverse()
    const page = async (beforeCall?: string) => {
      const response = await noah.request('POST', '/api/history/search', { before: at, beforeCall })
      return ((await response.json()) as CallView[]).map(({ callSid }) => callSid)
    }
    expect(await page(both[0])).toEqual([both[1], ended['missed, called again']])
    expect(await page(both[1])).toEqual([ended['missed, called again']])
    expect(await page()).toEqual([ended['missed, called again']])
  })

  test('is a file that no spreadsheet runs, and is on the audit log', async () => {
    await ends('a formula', { callerNumber: '+12175550199', callerName: '=HYPERLINK("x"), Ada;=1+1' }, true)
    await noah.command(`${ended['a formula']}/wrap-up`, { note: '+1 asks; twice', tags: ['order'] })
    const response = await noah.request('POST', '/api/history/export', { q: '0199' })
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [head, line, ...rest] = (await response.text()).split('\r\n')
    expect(head?.startsWith('ended,direction,outcome,name,number')).toBe(true)
    expect(line).toContain(
      `,inbound,answered,"'=HYPERLINK(""x""), Ada;'=1+1",+12175550199,+12175550100,NOAH,0,0,`,
    )
    expect(line).toContain(`,"'+1 asks; twice",order,NOAH,${ended['a formula']}`)
    expect(rest).toEqual([''])
    const { entries } = { entries: await other.audit.page({ before: null, limit: 10 }) }
    expect(entries[0]).toMatchObject({
      ...{ what: 'data_exported', who: 'noah', target: 'history', detail: '1 calls', result: 'done' },
    })
    const all = await (await noah.request('POST', '/api/history/export', {})).text()
    expect(all.split('\r\n')).toHaveLength(Object.keys(ended).length + 2)
  })

  test('is no file while only a newer version can read one of its calls', async () => {
    const at = await endOf('answered')
    const exported = (search: object) => noah.request('POST', '/api/history/export', search)
    await found({})
    await other.redis.hset(other.keys.call(ended.answered ?? ''), 'version', CALL_MACHINE_VERSION + 1)
    const refused = await exported({})
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60'])
    expect((await problemIn(refused)).detail).toContain('An upgrade is under way')
    expect((await (await exported({ to: at })).text()).split('\r\n')).toHaveLength(4)
    // The newer version has changed it while the file was written.
    vi.spyOn(other.archive, 'missesCalls').mockResolvedValueOnce(false)
    await expect(exported({}).then((answer) => answer.text())).rejects.toThrow()
  })

  test('is not for those who see no callers', async () => {
    const olga = await other.employ('olga', 'ops')
    for (const [method, path] of [
      ['POST', '/api/history/search'],
      ['POST', '/api/history/counts'],
      ['GET', '/api/history/to-call-back'],
      ['POST', '/api/history/export'],
    ] as const)
      expect((await olga.request(method, path)).status).toBe(403)
  })
})
