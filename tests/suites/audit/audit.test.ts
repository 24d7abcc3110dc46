import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type AuditDeps, createAudit } from '../../../coordinator/audit/audit.ts'
import { AuditKind, type AuditQuery } from '../../../coordinator/protocol/audit.ts'
import { connectRedis } from '../../../coordinator/redis/connect.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { quietLog, testSite } from '../../setup/site.ts'

const { redis } = testSite()
const NEWEST: AuditQuery = { before: null, limit: 100 }
const ADDRESS = '203.0.113.7'

function openAudit(deps: Partial<AuditDeps> = {}) {
  const lines: unknown[] = []
  const keys = keysOf(`audit-${randomUUID()}`)
  const ends: (() => void)[] = []
  const runtime = {
    after(_: number, what: () => void) {
      ends.push(what)
      return () => undefined
    },
  }
  const log = { info: (line: unknown) => lines.push(line), warn: (line: unknown) => lines.push(line) }
  const audit = createAudit({ redis, keys, clock: Date, runtime, log, ...deps })
  const read = async (query = NEWEST) => {
    await audit.flush()
    return audit.page(query)
  }
  return { audit, keys, lines, read, endMinute: () => ends.shift()?.() }
}

test('an entry says who did what, from where, its target and its result; the newest comes first', async () => {
  const { audit, lines, read } = openAudit()
  audit.record({ what: 'role_changed', who: 'mia', from: ADDRESS })
  audit.record({ what: 'role_changed', who: 'mia', from: ADDRESS, target: 'ben', detail: 'supervisor' })
  const [second, first] = await read()
  expect(first).toMatchObject({
    what: 'role_changed',
    who: 'mia',
    from: ADDRESS,
    target: null,
    result: 'done',
  })
  expect(second).toMatchObject({ what: 'role_changed', target: 'ben', detail: 'supervisor', count: 1 })
  expect(lines).toMatchObject([{ audit: { target: null } }, { audit: { target: 'ben' } }])
})

test('pages follow one another without a gap, and without an entry twice', async () => {
  const { audit, read } = openAudit()
  for (let n = 0; n < 30; n++)
    audit.record({ what: n % 2 ? 'signed_in' : 'signed_out', who: 'mia', detail: String(n) })
  await audit.flush()
  const seen: (string | null)[] = []
  let before: string | null = null
  for (;;) {
    const page = await read({ before, limit: 7 })
    const last = page.at(-1)
    if (!last) break
    seen.push(...page.map(({ detail }) => detail))
    before = last.id
  }
  expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual([...Array(30).keys()].map(String))
})

test('ten thousand refused requests from one address are two entries, which say how many they were', async () => {
  const { audit, keys, lines, read, endMinute } = openAudit()
  for (let n = 0; n < 10_000; n++)
    audit.record({ what: 'request_refused', from: ADDRESS, target: 'PUT /api/office', result: 'refused' })
  endMinute()
  expect((await read()).map(({ count }) => count)).toEqual([9_999, 1])
  expect(lines).toHaveLength(2)
  expect(await redis.xlen(keys.audit('request_refused'))).toBe(2)
})

test('forged webhooks from ten thousand addresses fill neither Redis nor the log, and hide nothing else', async () => {
  const { audit, lines, read } = openAudit()
  audit.record({ what: 'account_added', who: 'mia', target: 'eve' })
  for (let n = 0; n < 10_000; n++)
    audit.record({ what: 'webhook_forged', from: `2001:db8::${n.toString(16)}` })
  audit.record({ what: 'sign_in_failed', from: ADDRESS, target: 'mia', result: 'refused' })
  const entries = await read()
  expect(lines.length).toBeLessThan(60)
  expect(entries.filter(({ what }) => what === 'account_added')).toHaveLength(1)
  expect(entries).toContainEqual(
    expect.objectContaining({ what: 'sign_in_failed', target: 'mia', from: ADDRESS }),
  )
  const forged = entries.filter(({ what }) => what === 'webhook_forged')
  expect(forged.reduce((sum, { count }) => sum + count, 0)).toBe(10_000)
})

test('an agent who removes contacts without end does not push out which ones were first; the log has all', async () => {
  const { audit, keys, lines, read, endMinute } = openAudit()
  const remove = (who: string, target: string) =>
    audit.record({ what: 'contact_removed', who, from: ADDRESS, target, detail: 'rev 1' })
  for (let window = 0; window < 20; window++) {
    for (let n = 0; n < 1_000; n++) remove('eve', `${window}/${n}`)
    remove('mia', 'other')
    endMinute()
  }
  await audit.flush()
  expect(lines).toHaveLength(20 * 1_001)
  expect(await redis.xlen(keys.audit('contact_removed'))).toBe(20 * 302)
  const page = (await read()).filter(({ who }) => who === 'eve')
  expect(page[0]).toMatchObject({ target: null, from: null, detail: 'many different ones', count: 700 })
  expect(page[1]).toMatchObject({ target: '19/299', count: 1 })
  const [[, [, first = '']] = ['', ['', '']]] = await redis.xrange(
    keys.audit('contact_removed'),
    '-',
    '+',
    'COUNT',
    1,
  )
  expect(JSON.parse(first)).toMatchObject({ who: 'eve', target: '0/0' })
})

test('whatever an agent does without end, it does not push out what was done before', async () => {
  const { audit, keys } = openAudit()
  for (const what of AuditKind.options)
    for (let n = 0; n < 400; n++) audit.record({ what, who: 'eve', target: `${n}` })
  await audit.flush()
  const ofStrangers: string[] = ['sign_in_failed', 'sign_in_locked', 'request_refused', 'webhook_forged']
  for (const what of AuditKind.options)
    expect(await redis.xlen(keys.audit(what)), what).toBe(ofStrangers.includes(what) ? 51 : 301)
})

test('a stranger who is refused at every address hides nothing that an agent was refused', async () => {
  const { audit, read } = openAudit()
  const refused = { what: 'request_refused', from: ADDRESS, result: 'refused' } as const
  for (let n = 0; n < 60; n++) audit.record({ ...refused, target: `POST /api/${n}` })
  audit.record({ ...refused, who: 'eve', target: 'DELETE /api/people/:agentId' })
  expect(await read()).toContainEqual(
    expect.objectContaining({ who: 'eve', target: 'DELETE /api/people/:agentId' }),
  )
})

test('a kind keeps its newest entries, and none for longer than 90 days', async () => {
  const { audit, keys, read } = openAudit()
  const old = Date.now() - 91 * 86_400_000
  await redis.xadd(keys.audit('signed_in'), `${old}-0`, 'd', '{}')
  const many = redis.pipeline()
  for (let n = 0; n < 10_050; n++) many.xadd(keys.audit('signed_out'), '*', 'd', '{}')
  await many.exec()
  audit.record({ what: 'signed_in', who: 'mia' })
  audit.record({ what: 'signed_out', who: 'mia' })
  expect((await read()).map(({ what }) => what).toSorted()).toEqual(['signed_in', 'signed_out'])
  expect(await redis.xlen(keys.audit('signed_in'))).toBe(1)
  expect(await redis.xlen(keys.audit('signed_out'))).toBe(10_000)
  expect(await redis.pttl(keys.audit('signed_in'))).toBeGreaterThan(89 * 86_400_000)
})

test('while Redis is away, entries are in the log, and nobody waits for them', async () => {
  const away = connectRedis({ kind: 'url', url: 'redis://127.0.0.1:1' }, 'commands', quietLog)
  const { audit, lines } = openAudit({ redis: away })
  audit.record({ what: 'signed_in', who: 'mia' })
  expect(lines).toMatchObject([{ audit: { what: 'signed_in', who: 'mia' } }])
  await audit.flush()
  expect(lines).toMatchObject([{}, { what: 'signed_in', err: expect.any(Error) }])
  away.disconnect()
})
