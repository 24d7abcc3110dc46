import '../../setup/language/english.ts'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { graphDigit, graphScores, LegQuality } from '../../../machines/call/leg-quality.ts'
import { ApiRefusal, ServerUnreachable } from '../../../web/api/request.ts'
import { measureLeg } from '../../../web/softphone/leg-quality.ts'
import { liveQuality } from '../../../web/softphone/live-quality.ts'
import { qualityLevel } from '../../../web/softphone/quality-level.ts'
import { sendDigits } from '../../../web/softphone/send-digits.ts'
import { tellQuality } from '../../../web/softphone/tell-quality.ts'
import { qualityText } from '../../../web/timeline/quality-text.ts'

const sample = (mos: number | null, { rtt = 80, jitter = 4, lost = 0.5 } = {}) => ({
  mos,
  rtt,
  jitter,
  totals: { ...totals, packetsLostFraction: lost },
})
const totals = { bytesSent: 1, bytesReceived: 1, packetsSent: 1, packetsReceived: 1, packetsLost: 0 }

afterEach(() => liveQuality.set(null))

describe('what a browser measures of a leg', () => {
  test('is averages, the share that was lost at last, the warnings, and a score for each part', () => {
    const leg = measureLeg()
    for (const mos of [null, 4.5, 4.5, 1]) leg.add(sample(mos, { rtt: mos === 1 ? 160 : 80, lost: 1.26 }))
    leg.warn('high-rtt')
    leg.warn('high-rtt')
    expect(leg.report()).toEqual({
      seconds: 4,
      mos: 3.3,
      rttMs: 100,
      jitterMs: 4,
      lostPercent: 1.3,
      warnings: ['high-rtt'],
      graph: '-990',
    })
    expect(liveQuality.get()).toEqual([null, 4.5, 4.5, 1])
  })

  test('is nothing of a leg of two seconds', () => {
    const leg = measureLeg()
    for (const mos of [4, 4]) leg.add(sample(mos))
    expect(leg.report()).toBeNull()
  })

  test('is small however long the leg is, and always what the server accepts', () => {
    const odd = fc.oneof(fc.double({ min: -5, max: 9 }), fc.constant(Number.NaN), fc.constant(null))
    const strange = fc.record({ mos: odd, rtt: odd, jitter: odd, lost: odd })
    fc.assert(
      fc.property(fc.array(strange, { minLength: 3, maxLength: 2_000 }), (samples) => {
        const leg = measureLeg()
        for (const { mos, rtt, jitter, lost } of samples)
          leg.add({
            mos,
            rtt: rtt as number,
            jitter: jitter as number,
            totals: { ...totals, packetsLostFraction: lost as number },
          })
        const report = LegQuality.parse(leg.report())
        expect(report.seconds).toBe(samples.length)
        expect(report.graph.length).toBeGreaterThan(0)
      }),
      { numRuns: 60 },
    )
  })

  test('keeps the course of the leg in equal parts', () => {
    const leg = measureLeg()
    for (let second = 0; second < 96; second++) leg.add(sample(second < 48 ? 4.5 : 1))
    expect(leg.report()?.graph).toBe(`${'9'.repeat(12)}${'0'.repeat(12)}`)
  })
})

test('a digit of a graph is the score that it stands for, as near as a digit can be', () => {
  expect(graphScores('09-')).toEqual([1, 4.5, null])
  fc.assert(
    fc.property(fc.double({ min: 1, max: 4.5, noNaN: true }), (score) => {
      expect(Math.abs((graphScores(graphDigit(score))[0] ?? 0) - score)).toBeLessThan(0.2)
    }),
  )
})

test('a line is good, fair or poor, and the timeline says why', () => {
  expect([4.3, 3.5, 2].map(qualityLevel)).toEqual(['good', 'fair', 'poor'])
  const leg = { seconds: 60, rttMs: 80, jitterMs: 4, lostPercent: 0.5, graph: '9' }
  expect(qualityText({ ...leg, mos: 4.3, warnings: [] })).toBe('Good line: 80 ms there and back, 0.5 % lost')
  expect(
    qualityText({
      ...leg,
      mos: 2,
      lostPercent: 0,
      warnings: ['high-packet-loss', 'high-packets-lost-fraction', 'new-one'],
    }),
  ).toBe('Poor line: 80 ms there and back, lost sound')
  expect(qualityText({ ...leg, mos: null, rttMs: null, lostPercent: 0, warnings: [] })).toBe('Line')
})

describe('a report', () => {
  const quality = { seconds: 9, mos: 4, rttMs: 9, jitterMs: 1, lostPercent: 0, warnings: [], graph: '8' }
  const away = new ServerUnreachable('no answer')
  const refused = (code: 'not_yours' | 'unavailable') =>
    new ApiRefusal({ type: 'about:blank', title: '', status: 403, code, detail: '' }, null)

  /** Sends it, with these outcomes one after the other. @returns the keys of the requests */
  async function told(...outcomes: Error[]): Promise<string[]> {
    const keys: string[] = []
    const later: (() => void)[] = []
    tellQuality(
      'CA1',
      quality,
      (_, __, key) => {
        const error = outcomes[keys.length]
        keys.push(key)
        return error ? Promise.reject(error) : Promise.resolve()
      },
      (_, work) => later.push(work),
    )
    for (let turn = 0; turn < 40; turn++) {
      await Promise.resolve()
      await Promise.resolve()
      later.shift()?.()
    }
    return keys
  }

  test('is sent again with the same key until the server answers', async () => {
    const keys = await told(away, refused('unavailable'))
    expect([keys.length, new Set(keys).size]).toEqual([3, 1])
  })

  test('is dropped when the call does not want it, and after five minutes', async () => {
    expect(await told(refused('not_yours'))).toHaveLength(1)
    expect(await told(...Array.from({ length: 40 }, () => away))).toHaveLength(30)
  })
})

describe('keys', () => {
  const call = (send: (emit: (error: Error) => void) => void) => {
    let onError: (error: Error) => void = () => {}
    return {
      sendDigits: () => send((error) => onError(error)),
      once: vi.fn((_: string, listener: (error: Error) => void) => {
        onError = listener
      }),
      off: vi.fn(),
    } as unknown as Parameters<typeof sendDigits>[0]
  }

  test('are sent, or the reason is told: what the SDK throws, and what it only reports', () => {
    expect(
      sendDigits(
        call(() => {}),
        '1',
      ),
    ).toEqual({ type: 'DIGITS_SENT', digits: '1' })
    const lost = Object.assign(new Error('Could not send DTMF'), { code: 53000 })
    const trouble = 'The connection to the telephone network was lost.'
    expect(
      sendDigits(
        call((emit) => emit(lost)),
        '1',
      ),
    ).toEqual({ type: 'DIGITS_FAILED', trouble })
    const broken = call(() => {
      throw lost
    })
    expect(sendDigits(broken, '1')).toEqual({ type: 'DIGITS_FAILED', trouble })
    expect(sendDigits(null, '1').type).toBe('DIGITS_FAILED')
  })
})
