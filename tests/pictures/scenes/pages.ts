import { TOTP } from 'otpauth'
import type { AgentDesk } from '../../suites/browser/desk.ts'
import { MORE_CONTACTS } from '../cast.ts'
import { contextOf, type Stage } from '../stage.ts'
import { Worker } from '../worker.ts'

const LISTENED_MS = 1_500

/** The other pages of an agent. */
export async function pages(stage: Stage, front: AgentDesk) {
  const { camera, office } = stage
  const { page } = front
  const open = async (hash: string, heading: string) => {
    await page.goto(`${office.url}/#${hash}`)
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await page.getByText('Reading…').waitFor({ state: 'detached' })
  }
  await open('contacts', 'Contacts')
  await page.getByRole('button', { name: 'Ada Brown', exact: true }).waitFor()
  await camera.take(page, 'contacts')
  await page.getByRole('button', { name: 'Carol Jennings', exact: true }).click()
  await page.getByRole('dialog', { name: 'Carol Jennings' }).waitFor()
  await camera.take(page, 'contact')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import' }).click()
  const importing = page.getByRole('dialog', { name: 'Import contacts' })
  const file = { name: 'contacts.csv', mimeType: 'text/csv', buffer: Buffer.from(MORE_CONTACTS) }
  await importing.locator('input[type=file]').setInputFiles(file)
  await importing.getByLabel('Remarks').selectOption('note')
  await importing.getByRole('cell', { name: 'fresh roses' }).waitFor()
  await camera.take(page, 'contacts-import')
  await page.keyboard.press('Escape')

  await open('history', 'History')
  await page
    .getByRole('button', { name: /^Carol Jennings/ })
    .last()
    .waitFor()
  await camera.take(page, 'history')
  await page
    .getByRole('button', { name: /^Carol Jennings/ })
    .last()
    .click()
  await page.getByRole('list', { name: 'Parts of the call' }).waitFor()
  await camera.take(page, 'history-call')

  await open('voicemail', 'Voicemail')
  await page.getByRole('button', { name: /^Play/ }).first().click()
  await page.waitForFunction(() => (document.querySelector('audio')?.played.length ?? 0) > 0)
  await page.waitForTimeout(LISTENED_MS)
  await camera.take(page, 'voicemail')

  await open('devices', 'Devices')
  await camera.take(page, 'devices')
  await addSecondFactor(stage)
  await open('account', 'Account')
  await page.getByText('this browser, since').waitFor()
  await camera.take(page, 'account')
}

/** Of the front desk; and what the sign-in asks from then on. */
async function addSecondFactor({ office, browser, camera, timeZone }: Stage) {
  const person = office.person('front_desk')
  const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
  const elsewhere = await Worker.signIn(office, person, { userAgent })
  const { secret } = await elsewhere.ask('POST', '/api/me/second-factor', { type: 'totp' })
  const code = new TOTP({ secret }).generate()
  await elsewhere.ask('PUT', '/api/me/second-factor', { type: 'totp', code })
  await elsewhere.ask('POST', '/api/me/recovery-codes')
  const context = await browser.newContext(contextOf(timeZone))
  const page = await context.newPage()
  await page.goto(office.url)
  await page.getByLabel('Username').fill(person.agentId)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Prove that it is you.').waitFor()
  await camera.take(page, 'sign-in-second-factor')
  await context.close()
}
