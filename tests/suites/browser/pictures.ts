import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openBrowser } from '../../setup/browser.ts'
import { ROOT } from '../../setup/child.ts'
import { findOrInstallChromium } from '../../setup/chromium.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { AgentDesk, look } from './desk.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

/** `npm run pictures`: takes the documentation's screenshots of a busy desk in the running product. */
const FOLDER = join(ROOT, 'docs', 'images')
const WIDE = { width: 1440, height: 900 }
const FOR_README = { width: 1440, height: 760 }
const WALL = { width: 1920, height: 1080 }
const NARROW = { width: 390, height: 844 }
/** So that the timers on the picture show more than zero. */
const BUSY_FOR_MS = 38_000
const MORE_PEOPLE = [
  { agentId: 'workshop', name: 'Workshop' },
  { agentId: 'accounts', name: 'Accounts' },
]

const office = await openSandbox({ PARK_TIMEOUT_S: '180', TRANSFER_TIMEOUT_S: '600', RING_TIMEOUT_S: '600' })
const browser = await openBrowser(findOrInstallChromium())
try {
  await photograph()
} finally {
  await browser.close()
  await office.close()
}

async function photograph() {
  const password = 'a-long-enough-word'
  const hired: Pick<RunningSandbox, 'url' | 'person'> = {
    url: office.url,
    person: (agentId) =>
      MORE_PEOPLE.some((it) => it.agentId === agentId) ? { agentId, password } : office.person(agentId),
  }
  for (const { agentId, name } of MORE_PEOPLE) hire(agentId, name, password)
  const work = async (agentId: string) =>
    (await AgentDesk.open(browser, hired, agentId, { viewport: WIDE, reducedMotion: 'reduce' })).start()
  const phones = await CallerPhones.open(browser, office)
  const front = await work('front_desk')
  const take = async (desk: AgentDesk, name: string): Promise<Caller> => {
    const caller = await phones.call(name)
    await desk.press('Ringing', caller, 'Answer')
    await desk.talks(caller)
    return caller
  }

  const gone = await take(front, 'Liam Chen')
  await front.press('My call', gone, 'Hang up')
  await gone.is('ended')
  const impatient = await phones.call('Kira Walsh')
  await front.has('Ringing', impatient)
  await impatient.hangUp()
  await front.forgot(impatient)

  await front.parkWith(await take(front, 'Ada Brown'), 'Wants a price for the oak table')
  const sales = await work('sales')
  const jonas = await phones.call('Jonas Lind')
  await sales.press('Ringing', jonas, 'Answer')
  await sales.talks(jonas)
  await sales.parkWith(jonas, 'Invoice 4471, asks for Accounts')
  const elena = await phones.call('Ella Novak')
  await sales.press('Ringing', elena, 'Answer')
  await sales.talks(elena)
  await sales.press('My call', elena, 'Park')
  const grace = await phones.call('Grace Kim')
  await sales.press('Ringing', grace, 'Answer')
  await sales.talks(grace)
  const away = await AgentDesk.open(browser, hired, 'accounts')
  await away.signIn()
  const workshop = await work('workshop')
  const carla = await phones.call('Carla Weiss')
  await workshop.press('Ringing', carla, 'Answer')
  await workshop.talks(carla)
  const ben = await take(front, 'Ben Ortiz')
  await pause(BUSY_FOR_MS)
  await front.press('My call', ben, 'Hold')
  await ben.is('hold music')
  await workshop.transfer(carla, 'Transfer to Front desk')
  await front.has('Ringing', carla)
  const dev = await phones.call('Dev Patel')
  await front.has('Ringing', dev)
  await pause(6_000)

  mkdirSync(FOLDER, { recursive: true })
  await save(front, 'desk-light', 'light', WIDE)
  await save(front, 'desk', 'light', FOR_README)
  await save(front, 'desk-dark', 'dark', WIDE)
  await save(front, 'desk-narrow', 'light', NARROW)
  for (const page of ['history', 'contacts'] as const) {
    await goTo(front, page)
    await save(front, page, 'light', WIDE)
  }
  await goTo(front, 'wallboard')
  await save(front, 'wallboard', 'light', WALL)
}

async function goTo({ page }: AgentDesk, name: 'history' | 'contacts' | 'wallboard') {
  await page.evaluate((it) => {
    location.hash = it
  }, name)
  await page
    .locator(name === 'wallboard' ? '.wall-person' : '.page ul li')
    .first()
    .waitFor()
}

async function save(
  { page }: AgentDesk,
  name: string,
  colorScheme: 'light' | 'dark',
  size: { width: number; height: number },
) {
  await look(page, colorScheme, size)
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: size === NARROW })
}

function hire(agentId: string, name: string, password: string) {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'coordinator/commands/agents.ts', 'add', agentId, '--name', name, '--password-stdin'],
    {
      cwd: ROOT,
      env: { ...process.env, DATA_DIR: office.dataDir },
      input: `${password}\n`,
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`${name} could not be added: ${stderr}`)
}
