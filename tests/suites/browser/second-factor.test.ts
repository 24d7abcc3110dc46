import { TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { openBrowser } from '../../setup/browser.ts'
import { freePorts } from '../../setup/redis-servers.ts'
import { DAY, faults, NIGHT, PHONE } from './faults.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

vi.setConfig({ testTimeout: 90_000 })

let office: RunningSandbox
let browser: Browser
let page: Page
let url: string

beforeAll(async () => {
  const [port = 0] = await freePorts(1)
  // Browsers allow passkeys for a name, not for an address.
  url = `http://localhost:${port}`
  ;[office, browser] = await Promise.all([
    openSandbox({ PORT: String(port), PUBLIC_URL: url, SECOND_FACTOR_ROLES: 'admin' }),
    openBrowser(inject('chromium')),
  ])
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
const dialog = (name: string) => page.getByRole('dialog', { name })

async function enterPassword() {
  await page.getByLabel('Username').fill('OPS')
  await page.getByLabel('Password', { exact: true }).fill(office.person('ops').password)
  await press('Sign in')
}

async function signOut() {
  await press(/settings/)
  await press('Sign out')
  await page.getByLabel('Username').waitFor()
}

/** Nobody has proven lately who they are. */
const signedInLongAgo = () =>
  office.withRedis(async (redis) => {
    for (const key of await redis.keys('*session:*')) {
      const session = JSON.parse((await redis.get(key)) ?? '')
      await redis.set(key, JSON.stringify({ ...session, confirmedAt: Date.now() - 11 * 60_000 }), 'KEEPTTL')
    }
  })

test('an administrator sets up a passkey at the first sign-in, and uses it at the next one', async () => {
  await page.goto(url)
  await enterPassword()
  await page.getByText('Your role needs a second factor.').waitFor()
  expect(await faults(page, [DAY, PHONE])).toEqual([])
  await press('Set up a passkey')
  await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').nth(9).waitFor()
  expect(await faults(page, [NIGHT])).toEqual([])
  await press('I have kept them')
  await page.getByRole('region', { name: 'Ringing' }).waitFor()
  await signOut()
  await enterPassword()
  await page.getByText('Prove that it is you.').waitFor()
  expect(await faults(page, [DAY, PHONE])).toEqual([])
  // Time for it is over: the next attempt is asked for something new.
  await office.withRedis(async (redis) => redis.del(await redis.keys('*passkey-challenge*')))
  await press('Use your passkey')
  await page.getByRole('alert').getByText('That was not right.').waitFor()
  await press('Use your passkey')
  await page.getByRole('region', { name: 'Ringing' }).waitFor()
})

test('on the account page an agent adds an authenticator app, and sees its sessions', async () => {
  await press(/settings/)
  await page.getByRole('link', { name: 'Account' }).click()
  const factors = page.getByRole('region', { name: 'Second factor' })
  await factors.getByText(/^Passkey of/).waitFor()
  await factors.getByRole('button', { name: 'Add another one' }).click()
  await press('Set up an authenticator app')
  await page.getByRole('img', { name: 'Secret for an authenticator app' }).waitFor()
  expect(await faults(page, [DAY, PHONE])).toEqual([])
  const secret = (await page.locator('.secret-key').innerText()).replaceAll(' ', '')
  await page.getByLabel('Code of your authenticator app').fill(new TOTP({ secret }).generate())
  await press('Continue')
  await factors.getByText('Authenticator app', { exact: true }).waitFor()
  await dialog('Set up a second factor').waitFor({ state: 'detached' })
  await page.getByRole('region', { name: 'Where you are signed in' }).getByText('this browser').waitFor()
  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])
})

test('long after the sign-in a change of the second factor asks who it is, and the desk goes on', async () => {
  await signedInLongAgo()
  await page.getByRole('button', { name: 'Make new ones' }).click()
  const confirm = dialog('Confirm that it is you')
  const password = confirm.getByLabel('Password of ops', { exact: true })
  await password.fill('a wrong password')
  expect(await faults(page, [DAY, PHONE])).toEqual([])
  await confirm.getByRole('button', { name: 'Confirm' }).click()
  await confirm.getByRole('alert').getByText('The username or the password is wrong').waitFor()
  await password.fill(office.person('ops').password)
  await confirm.getByRole('button', { name: 'Confirm' }).click()
  const passkey = confirm.getByRole('button', { name: 'Use your passkey' })
  await passkey.waitFor()
  expect(await faults(page, [NIGHT])).toEqual([])
  await passkey.click()
  await dialog('Your recovery codes').getByRole('listitem').nth(9).waitFor()
  await press('I have kept them')
  await confirm.waitFor({ state: 'detached' })
  // The session has another token now, and its stream another connection.
  await page.locator('[data-connection="live"]').waitFor()
  await page.getByRole('region', { name: 'Where you are signed in' }).getByText('this browser').waitFor()
})

test('an agent changes its own password, and the desk goes on', async () => {
  const password = page.getByRole('region', { name: 'Password' })
  await password.getByLabel('Present password', { exact: true }).fill(office.person('ops').password)
  await password.getByLabel('New password', { exact: true }).fill('chosen by myself')
  await password.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('Your password has changed').waitFor()
  await page.locator('[data-connection="live"]').waitFor()
  await page.reload()
  await page.getByRole('region', { name: 'Where you are signed in' }).getByText('this browser').waitFor()
})

test('over the desk a session that has ended asks for the second factor too', async () => {
  await page.goto(`${url}/#`)
  await page.getByRole('region', { name: 'Ringing' }).waitFor()
  // A stream that opens says that the session lasts.
  await page.locator('[data-connection="live"]').waitFor()
  const problem = { type: 'about:blank', title: '', status: 401, code: 'unauthenticated', detail: '' }
  await page.route('**/api/me/sessions', (route) =>
    route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  )
  await page.goto(`${url}/#account`)
  const over = dialog('Sign in again')
  await over.getByLabel('Password of ops', { exact: true }).fill('chosen by myself')
  await over.getByRole('button', { name: 'Sign in' }).click()
  await over.getByRole('button', { name: 'Use your passkey' }).click()
  await over.waitFor({ state: 'detached' })
  await page.locator('[data-connection="live"]').waitFor()
})

test('a setting on which much depends asks the administrator who it is, and is saved then', async () => {
  await signedInLongAgo()
  await page.goto(`${url}/#settings`)
  await page.getByLabel('Ended calls are kept for').fill('60')
  await press('Save')
  const confirm = dialog('Confirm that it is you')
  await confirm.getByLabel('Password of ops', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('alert').getByText('Not saved: this change needs your password again.').waitFor()
  await press('Save')
  await confirm.getByLabel('Password of ops', { exact: true }).fill('chosen by myself')
  expect(await faults(page, [DAY, PHONE])).toEqual([])
  await confirm.getByRole('button', { name: 'Confirm' }).click()
  await confirm.getByRole('button', { name: 'Use your passkey' }).click()
  await confirm.waitFor({ state: 'detached' })
  await page.getByText('The settings were saved').waitFor()
  await page.getByText('Changed by Operations').waitFor()
})

test('who signs in with a password that somebody else has set chooses another one first', async () => {
  await office.withRedis((redis) =>
    createAccounts({ redis, keys: keysOf('sandbox'), clock: { now: Date.now } }).setPassword(
      'sales',
      'given by the boss',
      { temporary: true },
    ),
  )
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  const theirs = await context.newPage()
  const signsIn = async (password: string) => {
    await theirs.getByLabel('Username').fill('sales')
    await theirs.getByLabel('Password', { exact: true }).fill(password)
    await theirs.getByRole('button', { name: 'Sign in' }).click()
  }
  const chooses = async (password: string) => {
    await theirs.getByLabel('New password', { exact: true }).fill(password)
    await theirs.getByRole('button', { name: 'Set the password' }).click()
  }
  await theirs.goto(url)
  await signsIn('given by the boss')
  await theirs.getByText('Somebody else has set your password.').waitFor()
  expect(await faults(theirs, [DAY, PHONE])).toEqual([])
  await chooses('password1')
  await theirs
    .getByRole('alert')
    .getByText(/10,000/)
    .waitFor()
  await chooses('chosen by myself')
  await theirs.getByRole('region', { name: 'Ringing' }).waitFor()

  await context.clearCookies()
  await theirs.reload()
  await signsIn('given by the boss')
  await theirs.getByRole('alert').getByText('The username or the password is wrong').waitFor()
  await signsIn('chosen by myself')
  await theirs.getByRole('region', { name: 'Ringing' }).waitFor()
  await context.close()
})

test('an administrator adds somebody, who chooses a password by a link, and is disabled', async () => {
  await page.goto(`${url}/#people`)
  const row = (name: string) => page.getByRole('row', { name })
  await row('Operations').getByText('the only one').waitFor()
  expect(await faults(page, [NIGHT, PHONE, DAY])).toEqual([])

  await press('Add somebody')
  const adding = dialog('Add somebody')
  await adding.getByLabel('Name', { exact: true }).fill('Ida Gül Falk')
  expect(await adding.getByLabel('Username').inputValue()).toBe('ida_gul_falk')
  await press('Add and make a link')
  const link = await adding.getByLabel('Link').inputValue()
  expect(await faults(page, [PHONE, DAY])).toEqual([])
  await press('Done')
  await row('Ida').getByText('link good until').waitFor()

  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  const theirs = await context.newPage()
  await theirs.goto(link)
  await theirs.getByText('your user name, ida_gul_falk').waitFor()
  expect(await faults(theirs, [PHONE])).toEqual([])
  await theirs.getByLabel('New password', { exact: true }).fill('chosen by Ida herself')
  await theirs.getByRole('button', { name: 'Set the password' }).click()
  await theirs.getByRole('region', { name: 'Ringing' }).waitFor()
  expect(theirs.url()).toBe(`${url}/`)
  await row('Ida').getByText('away').waitFor()
  const late = await context.newPage()
  await late.goto(link)
  await late.getByText('This link was used already').waitFor()

  const more = row('Ida').getByRole('button', { name: 'More for Ida' })
  await more.press('Enter')
  const item = (name: string) => page.getByRole('menuitem', { name })
  await item('Sessions…').click()
  const sessions = dialog('Sessions of Ida')
  await sessions.getByText('Chrome on Linux').first().waitFor()
  expect(await faults(page, [PHONE, DAY])).toEqual([])
  await sessions.getByRole('button', { name: 'End Chrome on Linux' }).press('Enter')
  await sessions.getByText('No session is open any more').waitFor()
  await sessions.getByRole('button', { name: 'Close' }).last().press('Enter')
  await theirs.getByLabel('Username').fill('ida_gul_falk')
  await theirs.getByLabel('Password', { exact: true }).fill('chosen by Ida herself')
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await row('Ida').getByText('away').waitFor()

  await more.press('Enter')
  await item('Rename…').waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  const disabling = dialog('Disable Ida')
  await disabling.getByText('This agent talks with nobody now.').waitFor()
  expect(await faults(page, [NIGHT, DAY])).toEqual([])
  await disabling.getByRole('button', { name: 'Disable' }).click()
  await theirs.getByLabel('Username').waitFor()
  await row('Ida').getByText('disabled').waitFor()
  await context.close()
})

test('a file of people is looked at before anybody is added', async () => {
  const file = (csv: string) => ({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await press('Import')
  const importing = dialog('Import people')
  await importing.getByLabel('File of people').setInputFiles(file('name,role\nNora Lind,agent\nOle,king\n'))
  await importing.getByText('has a role that there is not').waitFor()
  await importing.getByText('Nobody is added while a line is in error.').waitFor()
  expect(await importing.getByRole('button', { name: 'Add 1' }).isDisabled()).toBe(true)
  expect(await faults(page, [PHONE, DAY])).toEqual([])
  await importing.getByLabel('File of people').setInputFiles(file('name,role\nNora Lind,agent\nOle,ops\n'))
  await importing.getByRole('button', { name: 'Add 2' }).click()
  expect(await importing.getByLabel('Links').inputValue()).toContain(`${url}/#invitation=nora_lind.`)
  await press('Done')
  await page.getByRole('row', { name: 'Ole' }).getByText('invited').waitFor()
})
