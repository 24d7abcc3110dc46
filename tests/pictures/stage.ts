import type { Browser, BrowserContextOptions } from 'playwright-core'
import { AgentDesk } from '../suites/browser/desk.ts'
import type { RunningSandbox, SandboxAgent } from '../suites/browser/sandbox.ts'
import type { Callers } from './callers.ts'
import { type Camera, SIZES } from './camera.ts'
import { CONTACTS, FORMER, HIRED, INVITED, NAMES, TAGS } from './cast.ts'
import { Worker } from './worker.ts'

/** What each scene works with. */
export interface Stage {
  office: RunningSandbox
  browser: Browser
  camera: Camera
  callers: Callers
  /** Of the office, and of its browsers. */
  timeZone: string
  /** The administrator. */
  admin: Worker
  /** Who works over the API, by user name. */
  workers: Map<string, Worker>
  /** Adds somebody's desk in a browser. */
  desk(agentId: string): Promise<AgentDesk>
}

const PASSWORD = 'a-long-enough-word'

export const personOf = (office: RunningSandbox, agentId: string): SandboxAgent =>
  HIRED.some((it) => it.agentId === agentId) ? { agentId, password: PASSWORD } : office.person(agentId)

export const contextOf = (timeZone: string): BrowserContextOptions => ({
  viewport: SIZES.wide,
  reducedMotion: 'reduce',
  timezoneId: timeZone,
  locale: 'en-US',
})

export function deskOpener(office: RunningSandbox, browser: Browser, timeZone: string): Stage['desk'] {
  const site = { url: office.url, person: (agentId: string) => personOf(office, agentId) }
  return (agentId) => AgentDesk.open(browser, site, agentId, contextOf(timeZone))
}

/** A worker who is there. */
export function workerOf({ workers }: Pick<Stage, 'workers'>, agentId: string): Worker {
  const worker = workers.get(agentId)
  if (worker === undefined) throw new Error(`${agentId} does not work over the API`)
  return worker
}

/** The people of the sandbox get the names of people. */
export async function nameThem({ admin }: Stage) {
  for (const [agentId, name] of Object.entries(NAMES))
    await admin.ask('PATCH', `/api/people/${agentId}`, { name })
}

/** Adds people, contacts and the settings that let a minute stand for a day. */
export async function fillOffice({ admin, office, workers, timeZone }: Stage) {
  const hire = async ({ agentId, name, role }: (typeof HIRED)[number]) => {
    const { link } = await admin.ask('POST', '/api/people', { agentId, name, role })
    const [, password = ''] = /#invitation=[^.]+\.(.+)$/.exec(link) ?? []
    workers.set(agentId, await Worker.signIn(office, { agentId, password }, { newPassword: PASSWORD }))
  }
  for (const person of HIRED) await hire(person)
  for (const person of [INVITED, FORMER]) await admin.ask('POST', '/api/people', person)
  await admin.ask('PATCH', `/api/people/${FORMER.agentId}`, { disabled: true })
  workers.set('sales', await Worker.signIn(office, office.person('sales')))
  await admin.ask('POST', '/api/contacts/import', Buffer.from(CONTACTS))
  await admin.put(
    '/api/office',
    ({ rev: _, changedBy: __, changedAt: ___, ...now }: Record<string, object>) => ({
      ...now,
      timeZone,
      tags: TAGS,
      recording: { ...now.recording, inbound: 'on_demand', announces: false, heardBy: 'own' },
    }),
  )
}

/** Changes settings as an administrator does. */
export const setSettings = ({ admin }: Stage, values: Record<string, number | null>) =>
  admin.put('/api/settings', () => ({
    settings: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
  }))
