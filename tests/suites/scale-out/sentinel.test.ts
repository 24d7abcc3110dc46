import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDeployment, type TestDeployment } from '../../setup/deployment.ts'
import { extent } from '../../setup/extent.ts'
import { openSentinels } from '../../setup/redis-sentinels.ts'
import { tlsServers } from '../../setup/redis-tls.ts'
import { openStorm } from '../../setup/storm/storm.ts'
import { failover, QUICK } from './failovers.ts'
import { leastRights } from './least-rights.ts'
import { wholeDay } from './whole-day.ts'

const SITE = 'desk'
const OWNER = 'owner'
const OURS = 'ours'

let folder: string
let sentinels: Awaited<ReturnType<typeof openSentinels>>
let deployment: TestDeployment

/** Over TLS, with a user for the servers and one for the sentinels that may do what docs/scaling.md says. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-sentinels-'))
  const { options, lines, door, env } = await tlsServers(folder)
  // On the command line, so that a server that is started again still knows it.
  const user = ['--user', ...leastRights('redis-acl', SITE, OURS)]
  sentinels = await openSentinels({
    options: (port) => [...options(port), '--requirepass', OWNER, '--masterauth', OWNER, ...user],
    lines: (port) => [...lines(port), `requirepass ${OWNER}`, `sentinel auth-pass desk ${OWNER}`],
    door: { ...door, password: OWNER },
    sentinelDoor: { ...door, password: OWNER },
  })
  const [, ...watching] = leastRights('sentinel-acl', SITE, OURS)
  for (const port of sentinels.watchers)
    await sentinels.tell(port, 'ACL', 'SETUSER', 'switchyard', ...watching)
  deployment = await openDeployment({
    site: SITE,
    coordinators: extent({ full: 2, short: 1 }),
    redis: {
      ...sentinels.env,
      ...{ REDIS_TLS: 'on', ...env, REDIS_USERNAME: 'switchyard', REDIS_PASSWORD: OURS },
      ...{ REDIS_SENTINEL_USERNAME: 'switchyard', REDIS_SENTINEL_PASSWORD: OURS },
    },
    env: QUICK,
  })
}, 120_000)
afterAll(async () => {
  await deployment?.close()
  await sentinels?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('behind sentinels, a primary that is handed over loses nothing, and one that is lost is replaced', {
  timeout: 300_000,
}, async () => {
  for (let day = 0; day < extent({ full: 1, short: 0 }); day++) await wholeDay(deployment)
  const storm = await openStorm(deployment, {
    callers: extent({ full: 40, short: 10 }),
    agents: extent({ full: 10, short: 4 }),
    givesUp: 0,
  })
  try {
    await storm.observe()
    storm.beginStretch()
    await failover(storm, { what: 'SENTINEL FAILOVER', keeps: true, lose: sentinels.handOver })
    for (let round = 0; round < extent({ full: 3, short: 1 }); round++) {
      await sentinels.whole()
      const server = sentinels.serverAt(await sentinels.primary())
      await failover(storm, { what: 'kill -9 of the primary', keeps: false, lose: server.kill })
      server.start()
    }
  } finally {
    await storm.close()
  }
  // The sentinels cut the lines of the one that comes back, once, when they make it a replica.
  await sentinels.whole()
  const all = [...sentinels.servers, ...sentinels.watchers]
  const logs = await Promise.all(all.map((port) => sentinels.tell(port, 'ACL', 'LOG')))
  expect(logs.flat()).toEqual([])
})
