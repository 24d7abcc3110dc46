import type { AgentDesk } from '../../suites/browser/desk.ts'
import { permissionsOf } from '../../suites/browser/permissions.ts'
import { contextOf, type Stage } from '../stage.ts'

/** The sign-in, and the desk of an office that has just begun. @returns the desk of an agent, who is away */
export async function firstDay(stage: Stage): Promise<AgentDesk> {
  const { browser, camera } = stage
  await companySignIn(stage)
  const front = await stage.desk('front_desk')
  const { page } = front
  await page.getByLabel('Username').fill(front.person.agentId)
  await camera.take(page, 'sign-in')
  await front.signIn()
  await front.connection('live')
  await camera.take(page, 'desk-first-day')
  await page.goto(`${stage.office.url}/#ready`)
  await page.getByRole('heading', { name: 'Can calls ring here?' }).waitFor()
  await page.getByText('Registered', { exact: true }).waitFor()
  await camera.take(page, 'ready')

  const permit = await permissionsOf(browser)
  await page.goto(`${stage.office.url}/#`)
  await front.available()
  await permit(front, 'microphone', 'denied')
  await page.locator('[data-rings="false"]').waitFor()
  await camera.take(page, 'desk-does-not-ring')
  await permit(front, 'microphone', 'granted')
  await front.rings()
  await page.getByRole('radiogroup', { name: 'Presence' }).getByText('Away').click()
  await page.locator('[data-presence="away"]').first().waitFor()
  return front
}

/** As where the office has an OpenID provider: the page asks what ways there are. */
async function companySignIn({ browser, camera, office, timeZone }: Stage) {
  const context = await browser.newContext(contextOf(timeZone))
  const page = await context.newPage()
  await page.route('**/api/sign-in', (route) =>
    route.fulfill({ json: { company: { name: 'Lee & Sons' }, passwords: 'everybody' } }),
  )
  await page.goto(office.url)
  await page.getByRole('link', { name: 'Sign in with Lee & Sons' }).waitFor()
  await camera.take(page, 'sign-in-company', { scheme: 'dark' })
  await camera.take(page, 'sign-in-company-390', { size: 'phone' })
  await context.close()
}
