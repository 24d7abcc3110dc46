import { officeAt } from '../cast.ts'
import type { Stage } from '../stage.ts'

/** The pages of who looks after the office. */
export async function administration(stage: Stage) {
  const { admin, camera, office, timeZone } = stage
  const olga = await stage.desk('ops')
  await olga.signIn()
  const { page } = olga
  const open = async (hash: string, heading: string) => {
    await page.goto(`${office.url}/#${hash}`)
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await page.waitForFunction(() => !document.body.innerText.includes('Reading…'))
  }
  const section = async (name: string) => {
    await page.getByRole('heading', { name, level: 2 }).evaluate((it) => it.scrollIntoView())
    await page.evaluate(() => scrollBy(0, -20))
  }
  await open('recordings', 'Recordings')
  await page.getByRole('button', { name: 'Listen' }).first().click()
  await page.getByRole('slider', { name: 'Position' }).waitFor()
  await page.waitForFunction(() => (document.querySelector('audio')?.played.length ?? 0) > 0)
  await page.waitForTimeout(1_500)
  await camera.take(page, 'recordings')

  await open('people', 'People')
  await page.getByRole('row', { name: 'Jonas' }).waitFor()
  await camera.take(page, 'people')
  await page.getByRole('button', { name: 'Add somebody' }).click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Nils Aaker')
  await page.getByRole('button', { name: 'Add and make a link' }).click()
  await page.getByRole('dialog').getByLabel('Link').waitFor()
  await camera.take(page, 'people-link')
  await page.getByRole('button', { name: 'Done' }).click()
  await section('Wallboard on a screen, without a sign-in')
  await camera.take(page, 'people-screens')

  await stage.callers.hangUpAll()
  await admin.put(
    '/api/office',
    ({ rev: _, changedBy: __, changedAt: ___, ...now }: Record<string, object>) => ({
      ...now,
      ...officeAt(timeZone, new Date().getFullYear()),
      recording: { ...now.recording, announces: true },
    }),
  )
  await open('office', 'Office')
  await camera.take(page, 'office')
  await section('Recording')
  await camera.take(page, 'office-recording')

  await open('settings', 'Settings')
  await page.getByLabel('Ended calls are kept for').waitFor()
  await camera.take(page, 'settings')

  await open('privacy', 'Data protection')
  await page.getByLabel(/./).and(page.getByRole('searchbox')).fill('Ada')
  await page.getByRole('button', { name: /^Ada Brown/ }).click()
  await page.getByText('Calls, with timelines and notes').first().waitFor()
  await camera.take(page, 'data-protection')
  await open('audit', 'Audit log')
  await page.getByRole('row').nth(3).waitFor()
  await camera.take(page, 'audit')
  await page.goto(`${office.url}/ops/jobs/queue/switchyard?status=completed`)
  await page.getByText('COMPLETED').first().waitFor()
  await page.waitForLoadState('networkidle')
  await camera.take(page, 'jobs', { foreign: true })
  await olga.context.close()
}
