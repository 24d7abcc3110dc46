import type { AgentDesk } from '../../suites/browser/desk.ts'
import { contextOf, type Stage } from '../stage.ts'

/** On the wall: from an agent's menu, and by a link, without a sign-in. */
export async function wallboard(
  { admin, browser, camera, office, timeZone }: Stage,
  { page: own }: AgentDesk,
) {
  await own.goto(`${office.url}/#wallboard`)
  await own.locator('.wall-person').first().waitFor()
  await camera.take(own, 'wallboard', { size: 'wall' })
  await own.goto(`${office.url}/#`)
  const { token } = await admin.ask('POST', '/api/wallboards', { name: 'Hall', names: 'first' })
  const context = await browser.newContext(contextOf(timeZone))
  const page = await context.newPage()
  await page.goto(`${office.url}/#board=${token}`)
  await page.locator('.wall-person').first().waitFor()
  await camera.take(page, 'wallboard-link', { size: 'wall', scheme: 'dark' })
  await context.close()
}
