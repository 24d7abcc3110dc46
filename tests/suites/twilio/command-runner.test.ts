import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import { CarrierUnavailable } from '../../../coordinator/twilio/carrier-errors.ts'
import { retryDelayMs } from '../../../coordinator/twilio/command-runner.ts'
import {
  AT,
  bench,
  callAs,
  completeCaller,
  completeLeg,
  fails,
  newGate,
  PUBLIC_URL,
  redirect,
  refuses,
  TRACE,
} from './command-runner-bench.ts'

describe('what a commit owes', () => {
  test('is told in order, one at a time for each call, and forgotten when done', async () => {
    let busy = 0
    const most: number[] = []
    const { outbox, run, stored } = bench({
      complete: async () => {
        most.push(++busy)
        await Promise.resolve()
        busy--
      },
    })
    run(completeCaller, completeLeg, { ...completeLeg, id: 'CA1:9:2', legSid: 'CA3' })
    await outbox.idle()
    expect(most).toEqual([1, 1, 1])
    expect(stored.size).toBe(0)
  })

  test('of redirects is only the newest that still waits', async () => {
    const gate = newGate()
    const urls: string[] = []
    const { outbox, run, stored } = bench({
      redirect: async (_, url) => {
        urls.push(new URL(url).search)
        await gate.opened
      },
    })
    run(redirect(2))
    run(redirect(3), redirect(2, 'CA7'))
    run(redirect(4))
    run(redirect(5))
    gate.open()
    await outbox.idle()
    expect(urls).toEqual(['?rev=2', '?rev=2', '?rev=5'])
    expect(stored.size).toBe(0)
  })

  test('of redirects is none once the caller is to be hung up on', async () => {
    const gate = newGate()
    const { outbox, run, told } = bench({ redirect: () => gate.opened })
    run(redirect(2))
    run(redirect(3), completeCaller)
    gate.open()
    await outbox.idle()
    expect(told).toEqual(['complete CA1'])
  })

  test('of redirects is the newest also when an older one is to be tried again while that one waits', async () => {
    const gate = newGate()
    const moved: string[] = []
    const { outbox, run, stored, retry } = bench({
      redirect: async (_, url) => {
        moved.push(new URL(url).search)
        if (moved.length === 1) throw new CarrierUnavailable('the answer was lost')
      },
      complete: () => gate.opened,
    })
    run(redirect(4), completeLeg)
    run(redirect(5))
    await vi.waitFor(() => expect(retry).toHaveBeenCalledTimes(1))
    await turn()
    const again = outbox.runStored('CA1:4:0', 1)
    await turn()
    gate.open()
    await Promise.all([again, outbox.idle()])
    expect(moved).toEqual(['?rev=4', '?rev=5'])
    expect(stored.size).toBe(0)
  })

  test('stays owed until it works, though the sweep takes it for lost while it waits', async () => {
    const gate = newGate()
    const { outbox, run, stored, retry } = bench({ complete: () => gate.opened, redirect: fails() })
    run(completeLeg, redirect(5))
    const swept = outbox.runStored('CA1:5:0', 0)
    await turn()
    gate.open()
    await Promise.all([swept, outbox.idle()])
    expect([...stored.keys()]).toEqual(['CA1:5:0'])
    expect(retry).toHaveBeenCalledExactlyOnceWith('CA1:5:0', 1, expect.any(Number), TRACE)
  })

  test('is not told once more because the sweep takes it for lost while Twilio is slow to answer', async () => {
    const gate = newGate()
    const completed: string[] = []
    const { outbox, run, stored } = bench({
      complete: async (legSid) => {
        completed.push(legSid)
        await gate.opened
      },
    })
    run(completeLeg)
    const swept = outbox.runStored(completeLeg.id, 0)
    await turn()
    gate.open()
    await Promise.all([swept, outbox.idle()])
    expect(completed).toEqual(['CA2'])
    expect(stored.size).toBe(0)
  })

  test('is told with the address that the caller is to ask', async () => {
    const urls: string[] = []
    const { outbox, run } = bench({ redirect: async (_, url) => void urls.push(url) })
    run(redirect(7))
    await outbox.idle()
    expect(urls).toEqual([`${PUBLIC_URL}/api/twilio/calls/CA1/twiml?rev=7#rc=3&rp=5xx,ct,rt`])
  })
})

describe('trouble', () => {
  test('leaves a command owed, to be tried again', async () => {
    const { outbox, run, stored, retry } = bench({ redirect: fails(new CarrierUnavailable('429', 5000)) })
    run(redirect(2))
    await outbox.idle()
    expect([...stored.keys()]).toEqual(['CA1:2:0'])
    expect(retry).toHaveBeenCalledExactlyOnceWith('CA1:2:0', 1, AT + 5000, TRACE)
  })

  test('is tried again only once this try is over, however slow Redis is', async () => {
    const gate = newGate()
    const { outbox, run, retry, postpone } = bench({ redirect: fails() })
    postpone.mockReturnValueOnce(gate.opened)
    run(redirect(2))
    await vi.waitFor(() => expect(postpone).toHaveBeenCalledTimes(1))
    expect(retry).not.toHaveBeenCalled()
    gate.open()
    await outbox.idle()
    expect(retry).toHaveBeenCalledTimes(1)
  })

  test('does not hold up what comes after it', async () => {
    const { outbox, run, told, retry } = bench({ redirect: fails() })
    run(redirect(2), completeLeg)
    await outbox.idle()
    expect(told).toEqual(['complete CA2'])
    expect(retry).toHaveBeenCalledTimes(1)
  })

  test('is over when a stored command works, and a command that is done already is none', async () => {
    const { outbox, told, stored } = bench({}, { state: async () => null })
    stored.set(completeLeg.id, completeLeg)
    await outbox.runStored(completeLeg.id, 3)
    await outbox.idle()
    await outbox.runStored(completeLeg.id, 4)
    expect(told).toEqual(['complete CA2'])
    expect(stored.size).toBe(0)
  })

  test('keeps nobody waiting who brings a stored command', async () => {
    const gate = newGate()
    const { outbox, told, stored } = bench({ complete: () => gate.opened })
    stored.set(completeLeg.id, completeLeg)
    await outbox.runStored(completeLeg.id, 1)
    expect([told.length, stored.size]).toEqual([0, 1])
    gate.open()
    await outbox.idle()
    expect(stored.size).toBe(0)
  })

  test('that outlasts any call is given up', async () => {
    const { outbox, run, stored, retry, logged } = bench({ complete: fails() })
    run({ ...completeLeg, at: AT - 5 * 60 * 60 * 1000 })
    await outbox.idle()
    expect([stored.size, retry.mock.calls.length]).toEqual([0, 0])
    expect(logged.join('')).toContain('given up')
  })

  test('of Redis, while Twilio was told, is no reason to throw', async () => {
    const { outbox, run, sent, retry } = bench({ redirect: refuses(21220), fetchCall: async () => null })
    sent.mockRejectedValue(new RedisAway('away'))
    run(redirect(2))
    await outbox.idle()
    expect(retry).toHaveBeenCalledTimes(1)
  })

  test('comes back later and later, and never all at once', () => {
    for (const attempt of [0, 3, 6, 40]) {
      const delays = Array.from({ length: 50 }, () => retryDelayMs(attempt))
      const longest = Math.min(30_000, 250 * 2 ** attempt)
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(longest / 2)
      expect(Math.max(...delays)).toBeLessThanOrEqual(longest)
      expect(new Set(delays).size).toBeGreaterThan(5)
    }
  })
})

describe('a caller who is not there', () => {
  test.each([
    ['21220', 21220, callAs('completed'), 'completed'],
    ['21220', 21220, callAs('no-answer'), 'no-answer'],
  ])('by %s, and on a second look, has ended', async (_, code, found, status) => {
    const { outbox, run, sent, stored } = bench({ redirect: refuses(code), fetchCall: async () => found })
    run(redirect(2))
    await outbox.idle()
    expect(sent).toHaveBeenCalledExactlyOnceWith(
      'CA1',
      { type: 'CALLER_ENDED', status },
      { evidence: expect.stringContaining(status), trace: TRACE },
    )
    expect(stored.size).toBe(0)
  })

  test('by 20404, and is unknown on a second look too, has ended', async () => {
    const { outbox, run, sent, retry, stored } = bench({
      complete: refuses(20404),
      fetchCall: async () => null,
    })
    run(completeCaller)
    await outbox.idle()
    expect(retry).not.toHaveBeenCalled()
    expect(sent).toHaveBeenCalledExactlyOnceWith(
      'CA1',
      { type: 'CALLER_ENDED', status: 'gone' },
      { evidence: expect.stringContaining('gone'), trace: TRACE },
    )
    expect(stored.size).toBe(0)
  })

  test.each(['in-progress', 'ringing', 'queued'])(
    'but is %s on a second look is never given up',
    async (status) => {
      const { outbox, run, sent, retry, stored } = bench({
        redirect: refuses(21220),
        fetchCall: async () => callAs(status),
      })
      run(redirect(2))
      await outbox.idle()
      expect(sent).not.toHaveBeenCalled()
      expect(retry).toHaveBeenCalledTimes(1)
      expect(stored.size).toBe(1)
    },
  )

  test('but is one that Twilio has in no progress, and then never heard of, is asked about again', async () => {
    const { outbox, run, sent, retry, stored } = bench({
      redirect: refuses(21220),
      fetchCall: async () => null,
    })
    run(redirect(2))
    await outbox.idle()
    expect([sent.mock.calls.length, retry.mock.calls.length, stored.size]).toEqual([0, 1, 1])
  })

  test('is no news when it is a leg that was to be completed', async () => {
    const { outbox, run, sent, retry, stored } = bench({ complete: refuses(20404) })
    run(completeLeg)
    await outbox.idle()
    expect([sent.mock.calls.length, retry.mock.calls.length, stored.size]).toEqual([0, 0, 0])
  })
})

describe('a redirect that has waited', () => {
  const leg = { ...completeLeg, type: 'redirectLeg', rev: 4, id: 'CA1:4:0' } as const
  const context = {
    callSid: 'CA1',
    legSid: 'CA2',
    targetLegSid: null,
    outsideLegSid: null,
    supervision: null,
  }
  const snapshot = { value: { active: 'talking' }, context }
  const state = async () => ({ snapshot, view: { endedAt: null } }) as never
  const moved = async (waitedMs: number, hasFollowed: boolean) => {
    const { outbox, run, told } = bench({}, { state, hasFollowedRedirect: async () => hasFollowed })
    for (const command of [leg, redirect(5)]) run({ ...command, at: AT - waitedMs })
    await outbox.idle()
    return told
  }
  const both = ['/api/twilio/legs/CA2/twiml?callSid=CA1&rev=4', '/api/twilio/calls/CA1/twiml?rev=5']

  test('is not sent once its leg has followed it, or a newer one of another process', async () => {
    expect(await moved(1_000, true)).toEqual([])
  })

  test('is sent while its leg has not, and so is one that has not waited', async () => {
    expect(await moved(1_000, false)).toEqual(both)
    expect(await moved(0, true)).toEqual(both)
  })
})

describe('who hears a leg in a room', () => {
  const supervision = { by: 'dan', mode: 'whisper', at: AT, legSid: 'CA7' }
  const context = { callSid: 'CA1', legSid: 'CA2', targetLegSid: null, outsideLegSid: null, supervision }
  const snapshot = { value: { active: 'talking' }, context }
  const update = { ...completeLeg, type: 'updateParticipant', rev: 3, legSid: 'CA7', id: 'CA1:3:0' } as const
  const state = (change: object = {}) => ({
    state: async () => ({ snapshot: { ...snapshot, context: { ...context, ...change } } }) as never,
  })

  test('is as the call says when Twilio is told', async () => {
    const { outbox, run, told } = bench({}, state())
    run(update)
    await outbox.idle()
    expect(told).toEqual(['CA7 is heard by CA2'])
  })

  test('is said anew when it has changed while Twilio was told: another process may have been faster', async () => {
    const told: string[] = []
    let mode = 'join'
    const { outbox, run } = bench(
      {
        updateParticipant: async (_, legSid, { muted }) => {
          told.push(`${legSid} is ${muted ? 'not heard' : 'heard'}`)
          mode = 'listen'
        },
      },
      { state: () => state({ supervision: { ...supervision, mode } }).state() },
    )
    run(update)
    await outbox.idle()
    expect(told).toEqual(['CA7 is heard', 'CA7 is not heard'])
  })

  test('is said again while one of the two is not in the room yet', async () => {
    const { outbox, run, stored, retry } = bench({ updateParticipant: refuses(16028) }, state())
    run(update)
    await outbox.idle()
    expect([stored.size, retry.mock.calls.length]).toEqual([1, 1])
  })

  test('is said once more when a request that Twilio did not answer can no longer be late', async () => {
    let answers = false
    const updateParticipant = vi.fn(async () => {
      if (!answers) throw new CarrierUnavailable('no answer within 10 s')
    })
    const { outbox, run, stored, retry, postpone } = bench({ updateParticipant }, state())
    const again = async (attempt: number) => {
      await outbox.runStored(update.id, attempt, AT)
      await outbox.idle()
    }
    run(update)
    await outbox.idle()
    answers = true
    await again(1)
    const later = AT + 12_000
    expect(postpone).toHaveBeenLastCalledWith(update.id, later)
    expect(retry).toHaveBeenLastCalledWith(update.id, 1_000, later, TRACE)
    expect(stored.size).toBe(1)
    // That one is not answered either.
    answers = false
    await again(1_000)
    expect(retry).toHaveBeenLastCalledWith(update.id, 1, expect.any(Number), TRACE)
    answers = true
    await again(1)
    await again(1_000)
    expect([updateParticipant.mock.calls.length, stored.size, retry.mock.calls.length]).toEqual([5, 0, 4])
  })

  test('is said again and once more also when a newer mode waits to be told', async () => {
    const gate = newGate()
    const { outbox, run, stored, retry } = bench({ complete: () => gate.opened }, state())
    stored.set(update.id, update)
    run(completeLeg, { ...update, rev: 4, id: 'CA1:4:0' })
    const again = outbox.runStored(update.id, 1, AT)
    await turn()
    gate.open()
    await Promise.all([again, outbox.idle()])
    expect(retry).toHaveBeenCalledExactlyOnceWith(update.id, 1_000, AT + 12_000, TRACE)
    expect([...stored.keys()]).toEqual([update.id])
  })

  test('is said no more once the leg has left the room', async () => {
    for (const change of [{ legSid: null }, { supervision: null }]) {
      const { outbox, run, told, stored } = bench({}, state(change))
      run(update)
      await outbox.idle()
      expect([told, stored.size]).toEqual([[], 0])
    }
  })
})
