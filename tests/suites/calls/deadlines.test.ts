import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountAnnouncer } from '../../../coordinator/accounts/account-announcer.ts'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import { createAgentActors } from '../../../coordinator/agents/agent-actors.ts'
import { createDialIntents } from '../../../coordinator/dialling/intents.ts'
import { createOfficeStore } from '../../../coordinator/office/store.ts'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import { createSessions } from '../../../coordinator/sessions/sessions.ts'
import { upgradeAgent } from '../../../migrations/index.ts'
import {
  makeAvailable,
  newSid,
  openDesk,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { type OwnRedis, openOwnRedis } from '../../setup/own-redis.ts'

let redis: OwnRedis
let desk: TestDesk
let office: TestCoordinator
beforeAll(async () => {
  redis = await openOwnRedis({ keeps: false })
  desk = await openDesk({ redisUrl: redis.url })
  office = await desk.open()
  await makeAvailable(office, 'ann', 'bob')
})
afterAll(async () => {
  await desk?.close()
  await redis?.close()
})

/** Lets go on what hung, and waits until it has done all that it was sent. */
async function thaws() {
  redis.thaw()
  await until(() => desk.redis.ping().catch(() => false))
}

test('what was answered with "nothing was done" is not done when Redis comes to it after all', async () => {
  const callSid = await rings(office)
  redis.freeze()
  await expect(sendCommand(office, callSid, 'ann', 'CLAIM')).rejects.toThrow(RedisAway)
  await thaws()
  expect(await viewOf(office, callSid)).toMatchObject({ rev: 1, state: 'ringing.offering' })
  await until(() => sendCommand(office, callSid, 'ann', 'CLAIM').catch(() => false))
  expect(await viewOf(office, callSid)).toMatchObject({ rev: 2, agentId: 'ann' })
})

test('nor is the very first thing that a process wants done', async () => {
  const begins = await desk.open()
  const callSid = newSid()
  redis.freeze()
  await expect(rings(begins, callSid)).rejects.toThrow(RedisAway)
  await thaws()
  expect(await office.calls.state(callSid)).toBeNull()
  await until(() => rings(begins, callSid).catch(() => false))
})

/** What somebody who is not told otherwise believes to be as it was, by what changes it. */
const CHANGES: Record<string, (client: RedisClient) => Promise<Changing>> = {
  'a choice of presence': async (client) => {
    const actors = createAgentActors({
      ...shared(client),
      upgrade: upgradeAgent,
      scheduleTimer: () => undefined,
    })
    return {
      change: () => actors.send('bob', 'BOB', { type: 'CHOOSE', presence: 'away' }),
      look: async () => JSON.parse((await desk.redis.hget(desk.keys.roster, 'bob')) ?? '').presence,
    }
  },
  'a new password': async (client) => {
    await createAccounts(shared(desk.redis)).add(person('cat'))
    const accounts = createAccounts(shared(client))
    return {
      change: () => accounts.setPassword('cat', 'another one'),
      look: () => createAccounts(shared(desk.redis)).verify('cat', 'another one'),
    }
  },
  'a new account': async (client) => {
    const accounts = createAccounts(shared(client))
    return {
      change: () => accounts.add(person('dan')),
      look: () => createAccounts(shared(desk.redis)).find('dan'),
    }
  },
  'the end of all sessions of who was disabled': async (client) => {
    await office.sessions.open({ agentId: 'eve', name: 'Eve', role: 'agent' })
    const tell = accountAnnouncer(client, desk.keys, desk.clock, upgradeAgent)
    return {
      change: () => tell('eve', { type: 'disabled' }),
      look: async () => (await office.sessions.agentsSignedIn()).has('eve'),
    }
  },
  'a session': async (client) => {
    const sessions = createSessions({ ...shared(client), announce: () => undefined })
    return {
      change: () => sessions.open({ agentId: 'fay', name: 'Fay', role: 'agent' }),
      look: async () => (await office.sessions.agentsSignedIn()).has('fay'),
    }
  },
  'the settings of the office': async (client) => {
    const { change, read } = createOfficeStore(shared(client))
    const settings = { ...NEW_OFFICE, greeting: { kind: 'say', text: 'Welcome.' } } as const
    return {
      change: () => change(settings, 0, { agentId: 'ann', name: 'ANN' }),
      look: read,
    }
  },
  'the wish to call a number': async (client) => {
    const intents = createDialIntents(client, desk.keys)
    const intent = { id: 'wish', by: 'ann', to: '+12175550177', at: desk.clock.now(), result: null }
    return {
      change: () => intents.open(intent),
      look: () => createDialIntents(desk.redis, desk.keys).read('wish'),
    }
  },
}
interface Changing {
  change(): Promise<unknown>
  look(): Promise<unknown>
}

const shared = (client: RedisClient) => ({
  redis: client,
  keys: desk.keys,
  clock: desk.clock,
  committed: () => undefined,
})
const person = (agentId: string) => ({ agentId, name: agentId, role: 'agent', password: 'correct horse' })

test('nor is anything else that a person wants changed', async () => {
  // All of them are about to change something when Redis hangs; what is only read was answered before.
  const all = Object.keys(CHANGES).length
  let about = 0
  let begin: () => void = () => undefined
  const everybody = new Promise<void>((resolve) => {
    begin = resolve
  })
  const hanging = new Proxy(office.redis, {
    get(target, name) {
      if (name === 'evalsha')
        return async (...args: Parameters<typeof target.evalsha>) => {
          about += 1
          if (about === all) {
            redis.freeze()
            begin()
          }
          await everybody
          return target.evalsha(...args)
        }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const changing = await Promise.all(
    Object.entries(CHANGES).map(async ([what, open]) => ({ what, ...(await open(hanging)) })),
  )
  const looks = () => Promise.all(changing.map(async ({ what, look }) => [what, await look()]))
  const before = await looks()
  const told = await Promise.allSettled(changing.map(({ change }) => change()))
  for (const one of told) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(RedisAway) })
  await thaws()
  expect(await looks()).toEqual(before)

  for (const { change } of changing)
    await until(() =>
      change().then(
        () => true,
        () => false,
      ),
    )
  for (const [n, [what, now]] of (await looks()).entries()) expect([what, now]).not.toEqual(before[n])
})
