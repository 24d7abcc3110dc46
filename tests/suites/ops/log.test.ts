import { Writable } from 'node:stream'
import fc from 'fast-check'
import { expect, inject, onTestFinished, test } from 'vitest'
import { hideSecrets } from '../../../coordinator/ops/hide-secrets.ts'
import { createLog } from '../../../coordinator/ops/log.ts'
import { maskNumber } from '../../../coordinator/ops/mask-number.ts'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import type { Login } from '../../../coordinator/settings/redis-access.ts'
import { leaksIn } from '../../setup/run-logs/leaks.ts'

function logged(level: 'debug' | 'info', write: (log: ReturnType<typeof createLog>) => void): string {
  let text = ''
  const sink = new Writable({
    write(chunk, _, done) {
      text += String(chunk)
      done()
    },
  })
  write(createLog(level, sink))
  return text
}

test('a masked number can be recognised, and not dialled', () => {
  expect(maskNumber('+12175550148')).toBe('+1217•••0148')
  expect(maskNumber('+4930123456')).toBe('+493•••3456')
  expect(maskNumber('+1234567')).toBe('+•••4567')
})

test('no number is readable at info, wherever it stands', () => {
  const text = logged('info', (log) => {
    log.info({ from: '+12175550148', call: { deep: { to: '+4930123456' } } }, 'Call from +12175550148')
    log.error({ err: new Error('GET /x?From=%2B12175550148', { cause: new Error('+4930123456') }) }, 'Failed')
    log.child({ caller: '+12175550148' }).warn('Still there')
  })
  expect(text).not.toMatch(/2175550148|4930123456/)
  expect(text.match(/\+1217•••0148/g)?.length).toBeGreaterThanOrEqual(4)
  for (const line of text.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
})

test('any number in E.164 is masked', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (number) => {
      expect(logged('info', (log) => log.info({ number }, `it was ${number}.`))).not.toContain(number)
    }),
  )
})

test('times, ids and counts are left as they are', () => {
  const at = '2026-01-02T03:04:05.678+00:00'
  const text = logged('info', (log) =>
    log.info({ at, callSid: 'CA12175550148', count: 12175550148 }, 'as is'),
  )
  for (const kept of [at, 'CA12175550148', '12175550148']) expect(text).toContain(kept)
})

test('the level debug shows phone numbers, and its info lines still do not', () => {
  const text = logged('debug', (log) => {
    log.debug('from +12175550148')
    log.info('from +4930123456')
  })
  expect(text).toContain('+12175550148')
  expect(text).not.toContain('+4930123456')
})

test('secrets are struck out at every level', () => {
  const text = logged('debug', (log) =>
    log.debug({ password: 's3cret', req: { headers: { cookie: 's3cret', authorization: 's3cret' } } }, 'in'),
  )
  expect(text).not.toContain('s3cret')
})

function fail(why: string): never {
  throw new Error(why)
}

/** What is logged while this runs, with Redis's own errors. */
async function loggedBy(run: (log: ReturnType<typeof createLog>) => Promise<unknown>): Promise<string> {
  let text = ''
  const write = (line: string) => {
    text += line
  }
  await run(createLog('debug', { write }))
  return text
}

function connected(log: ReturnType<typeof createLog>, login?: Login): RedisClient {
  const client = connectRedis({ kind: 'url', url: inject('redisUrl'), login }, 'commands', log)
  onTestFinished(() => closeRedis(client))
  return client
}

test('a password that Redis refuses is not logged, only which command was refused', async () => {
  const text = await loggedBy((log) =>
    untilReady(connected(log, { username: 'nobody', password: 's3cret-pass' }), 300).catch((err: unknown) =>
      log.error({ err }, 'Redis is not there'),
    ),
  )
  expect(text).toContain('WRONGPASS')
  expect(text).toMatch(/"command":"(hello|auth)"/)
  expect(text).not.toContain('s3cret')
})

test('the arguments of a failed script or command are not logged, also where it is the cause of another error', async () => {
  const text = await loggedBy(async (log) => {
    const redis = connected(log)
    await untilReady(redis, 5_000)
    const script = 'return redis.call("HSET", ARGV[1])'
    for (const failing of [
      redis.eval(script, 0, 's3cret-argument'),
      redis.call('NOSUCH', 's3cret-argument'),
    ]) {
      const err = await failing.catch((error: unknown) => error)
      log.error({ err }, 'Failed')
      log.error({ err: new RedisAway('Redis cannot be reached', { cause: err }) }, 'Failed')
      log.error({ err: new AggregateError([err], 'Both failed') }, 'Failed')
      log.error(err, 'Failed')
    }
  })
  expect(text.match(/"command":"eval"/g)).toHaveLength(4)
  expect(text).not.toContain('s3cret')
})

test.each<[string, () => unknown]>([
  ['a URL that is none', () => new URL('redis//default:s3cret@host')],
  ['stored text that is no JSON', () => JSON.parse('{"passwordHash": s3cret-hash}')],
  ['the login of a URL', () => fail('Cannot reach redis://me:p@ss/s3cret@host:1/2')],
])('an error that quotes %s does not tell it', async (_, failing) => {
  const text = await loggedBy(async (log) => {
    try {
      failing()
    } catch (err) {
      log.error({ err }, 'Failed')
    }
  })
  expect(text).toContain('"err":')
  expect(text).not.toContain('s3cret')
})

test('a number is masked in an error also without its plus, and in a message the login of a URL', () => {
  const text = logged('debug', (log) => {
    log.error({ err: new Error("'12175550148' is not a valid phone number") }, 'Failed')
    log.warn('Cannot reach redis://me:s3cret@host:6379')
  })
  expect(text).not.toMatch(/2175550148|s3cret/)
  expect(text).toContain('redis://(secret)@host:6379')
})

test.each([
  ['a cookie', '{"level":20,"msg":"set-cookie: switchyard_session=AbC; Path=/"}'],
  ['a token', '{"level":20,"msg":"eyJhbGciOiJ.eyJzdWIiOi.x"}'],
  ['a bearer token', '{"level":30,"headers":"Authorization: Bearer abc"}'],
  ['a hash of a password', '{"level":30,"d":"$argon2id$v=19"}'],
  ['the login of a URL', '{"level":30,"msg":"redis://default:pw@host"}'],
  ['a password or token of the run', '{"level":20,"msg":"they typed correct horse"}'],
  ['a phone number', '{"level":30,"msg":"from +4930123456"}'],
  ['a phone number', '{"level":30,"msg":"?From=%2B4930123456"}'],
  ['a phone number', '{"level":40,"msg":"\'12175550148\' is not valid"}'],
  ['a phone number', 'Error: (217) 555-0148'],
])('the search at the end of a test run finds %s in %s', (what, line) => {
  expect(leaksIn([line], ['correct horse'])).toEqual([{ what, line }])
})

test('the search at the end of a test run finds nothing in lines that tell no secret', () => {
  const lines = [
    '{"level":30,"time":"2026-01-02T03:04:05.678Z","callSid":"CA12175550148","msg":"from +1217•••0148"}',
    '{"level":20,"time":"2026-01-02T03:04:05.678+00:00","msg":"from +12175550148 at redis://(secret)@host:6379"}',
  ]
  expect(leaksIn(lines, ['correct horse'])).toEqual([])
})

test.each([
  ['names', 'a.'],
  ['dashes', 'ab-'],
  ['URLs without a login', 'a://'],
  ['quotes', ', "'],
  ['signs of a number', '%2B1'],
  ['blanks', ' with args beginning with:'],
])('a long text of nothing but %s is searched in time', (_, part) => {
  const text = part.repeat(200_000 / part.length)
  const began = performance.now()
  hideSecrets(text)
  // In proportion to the length it is some 50 ms, in proportion to its square many minutes.
  expect(performance.now() - began).toBeLessThan(4_000)
})
