import type { AgentDesk } from '../../suites/browser/desk.ts'
import { SIZES } from '../camera.ts'
import { PEOPLE_OUTSIDE } from '../cast.ts'
import { type Stage, setSettings, workerOf } from '../stage.ts'

/** A caller waits that long in the lot until the slot is red, at most. */
const TOO_LONG_MS = 90_000

/** A caller who comes back to the agent at once, and the others, who do not. */
const BACK_AFTER_S = 2
export const PARKED_S = 170

const { lena, ada, ben, dev, elena, frank, henry, ivy, withheld, unknown } = PEOPLE_OUTSIDE

/** Callers who wait in the lot, and will have waited too long when the desk is busy. */
export async function fillLot(stage: Stage) {
  const parks = parking(stage)
  await parks('david', ada, { slot: 2, note: 'Wants a price for the oak table' })
  await parks('emma', elena, { slot: 5, for: 'sales' })
}

/** A recorded talk, and then the hard moment: three ring, two are on hold, callers have waited too long, and one agent's console does not ring. */
export async function busyDesk(stage: Stage, front: AgentDesk) {
  const { callers, camera } = stage
  const worker = (agentId: string) => workerOf(stage, agentId)
  const parks = parking(stage)
  await worker('greta').choose('away')
  worker('hugo').opensConsole({ microphone: false })
  await worker('hugo').choose('available')
  await front.page.goto(`${stage.office.url}/#`)

  await parks('emma', frank, { slot: 6, note: 'Looks for his order number', elseTo: 'voicemail' })
  for (const [agentId, from] of [
    ['carla', henry],
    ['david', withheld],
  ] as const) {
    const { callSid } = await callers.call(from)
    await worker(agentId).answers(callSid)
  }

  const held = await callers.call(ben)
  await front.press('Ringing', held, 'Answer')
  await front.talks(held)
  await front.press('My call', held, 'Hold')
  const mine = await callers.call(ivy)
  await front.press('Ringing', mine, 'Answer')
  await front.talks(mine)
  await front
    .card('My call', mine)
    .getByRole('button', { name: /^Record/ })
    .click()
  await front.card('My call', mine).getByText('Recorded').waitFor()
  await front.page.locator('.slot-amber').first().waitFor()
  await camera.take(front.page, 'desk-talk')

  await front.press('My call', mine, 'Hold')
  await setSettings(stage, { PARK_TIMEOUT_S: BACK_AFTER_S })
  await parks('emma', lena, { slot: 1, note: 'Invoice 4471, asks for Anna', for: 'front_desk' })
  await setSettings(stage, { PARK_TIMEOUT_S: PARKED_S })
  const sent = await callers.call(PEOPLE_OUTSIDE.carol)
  await worker('emma').answers(sent.callSid)
  await worker('emma').command(sent.callSid, 'transfer', { to: 'agent:front_desk', kind: 'blind' })
  await front.has('Ringing', sent)
  const rings = await callers.call(dev)
  await front.has('Ringing', rings)

  await parks('emma', unknown, { slot: 11 })
  await front.page.locator('.ring-returned').waitFor()
  await front.page.locator('.slot-red').first().waitFor({ timeout: TOO_LONG_MS })
  await front.page.locator('.slot-amber').first().waitFor()

  const { page } = front
  await camera.take(page, 'desk')
  await camera.take(page, 'desk-dark', { scheme: 'dark' })
  await camera.take(page, 'desk-1920', { size: 'wall' })
  await camera.take(page, 'desk-1280', { size: 'laptop' })
  await camera.take(page, 'desk-1024', { size: 'tablet' })
  await camera.take(page, 'desk-768', { size: 'upright' })
  await camera.take(page, 'desk-390', { size: 'phone', whole: true })
  await camera.take(page, 'desk-zoomed', { size: 'zoomed', scale: 2 })
  await page.setViewportSize(SIZES.wide)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find' }).fill('nov')
  await page.getByRole('option').first().waitFor()
  await camera.take(page, 'palette')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await camera.take(page, 'keys')
  await page.keyboard.press('Escape')
  await inGerman(page, async () => {
    await camera.take(page, 'desk-german')
    await camera.take(page, 'desk-german-390', { size: 'phone', whole: true })
  })
  await front.press('My call', mine, 'Hang up')
  await front.lost('My call', mine)
}

const parking = (stage: Stage) => async (agentId: string, from: { from: string }, order: object) => {
  const { callSid } = await stage.callers.call(from)
  const worker = workerOf(stage, agentId)
  await worker.answers(callSid)
  await worker.command(callSid, 'park', order)
}

async function inGerman(page: AgentDesk['page'], work: () => Promise<void>) {
  await page.getByRole('button', { name: 'settings' }).click()
  await page.getByRole('radiogroup', { name: 'Language' }).getByText('Deutsch').click()
  await page.getByRole('link', { name: 'Anrufliste' }).waitFor()
  await page.keyboard.press('Escape')
  await work()
  await page.setViewportSize(SIZES.wide)
  await page.getByRole('button', { name: 'Einstellungen' }).click()
  await page.getByRole('radiogroup', { name: 'Sprache' }).getByText('English').click()
  await page.getByRole('link', { name: 'History' }).waitFor()
  await page.keyboard.press('Escape')
}
