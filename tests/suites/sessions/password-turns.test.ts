import { expect, test } from 'vitest'
import { PasswordTurns } from '../../../coordinator/sessions/password-turns.ts'

test('one password of strangers is checked at a time and a hundred wait; who is known does not wait for them', async () => {
  const turns = new PasswordTurns()
  let underWay = 0
  let atOnce = 0
  const ends: (() => void)[] = []
  const check = async () => {
    underWay += 1
    atOnce = Math.max(atOnce, underWay)
    await new Promise<void>((resolve) => ends.push(resolve))
    underWay -= 1
    return 'checked'
  }
  const strangers = Array.from({ length: 150 }, () => turns.run('stranger', 'mia', check))
  const results = Promise.allSettled(strangers)
  expect(await turns.run('known', 'mia', async () => 'checked')).toBe('checked')
  const refused = await Promise.allSettled(strangers.slice(101))
  expect(refused).toHaveLength(49)
  for (const it of refused)
    expect(it).toMatchObject({
      status: 'rejected',
      reason: { code: 'unavailable', explanation: { retryAfterS: 5 } },
    })
  for (let n = 0; n < 101; n++) {
    await expect.poll(() => ends.length, { interval: 1 }).toBe(1)
    ends.pop()?.()
  }
  expect((await results).filter(({ status }) => status === 'fulfilled')).toHaveLength(101)
  expect(atOnce).toBe(1)
  expect(await turns.run('stranger', 'mia', async () => 'checked')).toBe('checked')
})

test('a check that fails makes nobody wait for ever', async () => {
  const turns = new PasswordTurns()
  await expect(turns.run('stranger', 'mia', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await turns.run('stranger', 'mia', async () => 'checked')).toBe('checked')
})

test('an agent with any number of known browsers keeps nobody else from the turn', async () => {
  const turns = new PasswordTurns()
  let end = () => {}
  const held = new Promise<void>((resolve) => {
    end = resolve
  })
  const own = Promise.allSettled(Array.from({ length: 110 }, () => turns.run('known', 'eve', () => held)))
  const other = turns.run('known', 'mia', async () => 'checked')
  end()
  expect(await other).toBe('checked')
  const refused = (await own).filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(100)
  expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } })
  expect(await turns.run('known', 'eve', async () => 'checked')).toBe('checked')
})
