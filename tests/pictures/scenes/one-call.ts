import type { AgentDesk } from '../../suites/browser/desk.ts'
import { PEOPLE_OUTSIDE } from '../cast.ts'
import { type Stage, setSettings, workerOf } from '../stage.ts'
import { PARKED_S } from './busy-desk.ts'

/** One call, step by step: it rings, the agent reads who it is, asks a colleague, and parks it. */
export async function oneCall(stage: Stage, front: AgentDesk) {
  const { callers, camera } = stage
  const { page } = front
  // A minute stands for an hour, and what rings waits for its picture.
  await setSettings(stage, { RING_TIMEOUT_S: 180, TRANSFER_TIMEOUT_S: 180, RETURN_TIMEOUT_S: 180 })
  await setSettings(stage, { LOT_LONG_S: 15, LOT_TOO_LONG_S: 45, PARK_TIMEOUT_S: PARKED_S })
  const ben = workerOf(stage, 'sales')
  await front.available()
  const nora = await callers.call(PEOPLE_OUTSIDE.nora)
  await front.has('Ringing', nora)
  const grace = await callers.call(PEOPLE_OUTSIDE.doubtful)
  await front.has('Ringing', grace)
  await camera.take(page, 'desk-ringing')

  await front.press('Ringing', nora, 'Answer')
  await front.talks(nora)
  await workerOf(stage, 'emma').answers(grace.callSid)
  await page.locator('body').press('i')
  const record = page.getByRole('region', { name: 'Who it is' })
  await record.getByText('Wants to talk with the same person each time.').waitFor()
  await camera.take(page, 'desk-who-it-is')
  await page.locator('body').press('i')
  await record.waitFor({ state: 'detached' })
  await workerOf(stage, 'emma').command(grace.callSid, 'hangup')

  await front.press('My call', nora, 'Transfer')
  await page.getByRole('dialog').getByRole('button', { name: 'Emma Novak' }).waitFor()
  await camera.take(page, 'transfer')
  await page.keyboard.press('Escape')
  await front.press('My call', nora, 'Park with note or slot')
  await page.getByRole('dialog').getByLabel('Note').fill('Wants to talk with Olga')
  await camera.take(page, 'park')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await front.consult(nora, 'Ben Haas')
  await ben.answers(nora.callSid)
  await front.card('My call', nora).getByText('You talk with Ben').waitFor()
  await camera.take(page, 'desk-consultation')
  await front.press('My call', nora, 'Transfer now')
  await front.lost('My call', nora)
}
