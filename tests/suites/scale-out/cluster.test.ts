import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { openDeployment, type TestDeployment } from '../../setup/deployment.ts'
import { extent } from '../../setup/extent.ts'
import { openRedisCluster } from '../../setup/redis-cluster.ts'
import { tlsServers } from '../../setup/redis-tls.ts'
import { openStorm } from '../../setup/storm/storm.ts'
import { failover, QUICK } from './failovers.ts'
import { leastRights } from './least-rights.ts'
import { wholeDay } from './whole-day.ts'

const OWNER = 'the owner of the cluster'
const OURS = 'ours'
/** What was acknowledged in that time before the primary dies is lost. */
const UNCOPIED_MS = 2_000

let folder: string
let cluster: Awaited<ReturnType<typeof openRedisCluster>>
let deployments: TestDeployment[] = []

/** Sites whose keys are on different nodes. */
async function twoSites(): Promise<string[]> {
  const found = new Map<number, string>()
  while (found.size < 2) {
    const site = `site-${randomBytes(4).toString('hex')}`
    const [owner = 0] = await cluster.ownersOf(keysOf(site).feed)
    found.set(owner, site)
  }
  return [...found.values()]
}

async function letIn(port: number, site: string): Promise<void> {
  const [, ...rule] = leastRights('redis-acl', site, OURS)
  await cluster.tell(port, 'ACL', 'SETUSER', site, ...rule)
}

/** A cluster over TLS, whose owner gives each site a user that may do what docs/scaling.md says, and no more. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cluster-'))
  const { options, door, env } = await tlsServers(folder)
  cluster = await openRedisCluster({
    replicas: true,
    options: (port) => [...options(port), '--requirepass', OWNER, '--masterauth', OWNER],
    door: { ...door, password: OWNER },
  })
  deployments = await Promise.all(
    (await twoSites()).map(async (site) => {
      for (const port of cluster.ports) await letIn(port, site)
      const access = { REDIS_TLS: 'on', REDIS_USERNAME: site, REDIS_PASSWORD: OURS, ...env }
      const coordinators = extent({ full: 2, short: 1 })
      return openDeployment({ site, coordinators, redis: { ...cluster.env, ...access }, env: QUICK })
    }),
  )
}, 120_000)
afterAll(async () => {
  await Promise.all(deployments.map((one) => one.close()))
  await cluster?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The errors with which the servers refused commands: `CROSSSLOT`, `NOPERM`. */
async function refusals(): Promise<string[]> {
  const said = await Promise.all(cluster.ports.map((port) => cluster.tell(port, 'INFO', 'errorstats')))
  return [...said.join().matchAll(/errorstat_(\w+):/g)].map(([, code = '']) => code)
}

test('two sites on different nodes do all that there is to do, across no slot and with the least rights', {
  timeout: 120_000,
}, async () => {
  const [one, other] = deployments as [TestDeployment, TestDeployment]
  const owners = await Promise.all([one, other].map(({ keys }) => cluster.ownersOf(keys.feed)))
  expect(owners[0]?.[0]).not.toBe(owners[1]?.[0])
  await Promise.all([wholeDay(one), wholeDay(other)])
  const log = await Promise.all(cluster.ports.map((port) => cluster.tell(port, 'ACL', 'LOG')))
  expect(log.flat()).toEqual([])
  expect(await refusals()).not.toContain('CROSSSLOT')
  await expect(one.redis.get(other.keys.epoch)).rejects.toThrow('NOPERM')
})

test('a primary that is handed over in a storm loses nothing, and one that is lost is replaced', {
  timeout: 300_000,
}, async () => {
  const [one] = deployments as [TestDeployment]
  const storm = await openStorm(one, {
    callers: extent({ full: 40, short: 12 }),
    agents: extent({ full: 10, short: 5 }),
    givesUp: 0,
  })
  const { feed } = one.keys
  try {
    // The day before is none of its business.
    await storm.observe()
    storm.beginStretch()
    await failover(storm, { what: 'CLUSTER FAILOVER', keeps: true, lose: () => cluster.handOver(feed) })
    for (let round = 0; round < extent({ full: 3, short: 1 }); round++) {
      const [primary = 0] = await cluster.ownersOf(feed)
      const server = cluster.serverAt(primary)
      const lost = await failover(storm, {
        what: 'kill -9 of a primary that nobody could copy for a while',
        keeps: false,
        async lose() {
          await cluster.tell(primary, 'ACL', 'SETUSER', 'default', '-psync', '-sync')
          await cluster.tell(primary, 'CLIENT', 'KILL', 'TYPE', 'replica')
          await pause(UNCOPIED_MS)
          await server.kill()
        },
      })
      expect(lost).toBeGreaterThan(0)
      server.start()
      await cluster.whole()
      // It has forgotten its users, and is the one that takes over next.
      for (const { site } of deployments) await letIn(primary, site)
    }
  } finally {
    await storm.close()
  }
})
