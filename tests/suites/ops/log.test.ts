import { Writable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog } from '../../../coordinator/ops/log.ts'
import { maskNumber } from '../../../coordinator/ops/mask-number.ts'

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
