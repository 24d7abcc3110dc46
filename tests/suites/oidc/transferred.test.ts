import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSettings } from '../../../coordinator/settings.ts'
import {
  connectLeg,
  newSid,
  openDesk,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
  transfers,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { signInBrowser } from '../../setup/openid-provider/browser.ts'
import { openProvider, type TestProvider } from '../../setup/openid-provider/provider.ts'
import { PUBLIC_URL, type ServedCoordinator, serveCoordinator } from '../../setup/serve.ts'

const ANNA = { name: 'Anna Berg', preferred_username: 'anna', roles: ['front-desk'] }
const NUMBER = '+12175550147'

let provider: TestProvider
let desk: TestDesk
let here: TestCoordinator
let served: ServedCoordinator
let offset = 0
beforeAll(async () => {
  provider = await openProvider()
  desk = await openDesk()
  const clock = { now: () => Date.now() + offset }
  here = await desk.open({ clock, settings: { oidc: readSettings(provider.env).oidc } })
  served = await serveCoordinator(here)
})
afterAll(async () => {
  served.close()
  await desk.close()
  await provider.close()
})

/** Anna has signed in at the provider. She dials a number herself, and has transferred a caller to another one. */
async function atWork() {
  await provider.tell({ people: { 's-anna': ANNA } })
  const site = signInBrowser({ url: served.url, publicUrl: PUBLIC_URL })
  expect(await site.signIn('s-anna')).toBe('#company=done')
  const { callSid: transferred } = await talking(here, 'anna')
  await transfers(here, transferred, 'anna', NUMBER, 'blind')
  await connectLeg(here, transferred, null)
  expect(await viewOf(here, transferred)).toMatchObject({ state: 'active.outside' })
  const dialled = newSid()
  const numbers = { callerNumber: null, callerName: null, calledNumber: NUMBER }
  await here.calls.arrive({ type: 'DIALLED', callSid: dialled, by: 'anna', ...numbers }, { answering: false })
  return { site, transferred, dialled }
}

const isIn = async ({ cookie }: { cookie: string }) =>
  (await fetch(`${served.url}/api/me`, { headers: { cookie } })).status === 200
const checkLater = async () => {
  offset += 15 * 60_000 + 2
  await here.oidc?.sessions.checkDue()
}

test.each([
  [
    'the provider refuses it',
    async () => {
      await provider.change({ people: {} })
      await checkLater()
    },
  ],
  [
    'somebody logs them out at the provider',
    async () => {
      const token = await provider.logoutToken({ sub: 's-anna' })
      const body = new URLSearchParams({ logout_token: token })
      await fetch(`${served.url}/api/oidc/backchannel-logout`, { method: 'POST', body })
    },
  ],
])(
  'a caller and the number to which an agent has transferred the call talk on when the session of the agent ends: %s',
  async (_, ends) => {
    const { site, transferred, dialled } = await atWork()
    await ends()
    expect(await isIn(site)).toBe(false)
    await until(
      () =>
        !here.desk.agents().some(({ agentId, presence }) => agentId === 'anna' && presence === 'available'),
    )
    expect(await viewOf(here, transferred)).toMatchObject({ state: 'active.outside', outsideNumber: NUMBER })
    expect(await viewOf(here, dialled)).toMatchObject({ endedAt: null })
    await sendCommand(here, dialled, 'anna', 'HANGUP')
  },
)

test('both end when the claims give no role any more, since that disables the account', async () => {
  const { site, transferred, dialled } = await atWork()
  await provider.change({ people: { 's-anna': { ...ANNA, roles: [] } } })
  await checkLater()
  expect(await isIn(site)).toBe(false)
  for (const callSid of [transferred, dialled])
    await until(async () => (await viewOf(here, callSid)).status === 'ended')
})
