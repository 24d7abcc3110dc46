import { join } from 'node:path'
import { buildConsole } from '../../coordinator/commands/launcher/build-console.ts'
import { openBrowser } from '../setup/browser.ts'
import { ROOT } from '../setup/child.ts'
import { findOrInstallChromium } from '../setup/chromium.ts'
import { freePorts } from '../setup/redis-servers.ts'
import { openSandbox } from '../suites/browser/sandbox.ts'
import { Callers } from './callers.ts'
import { Camera } from './camera.ts'
import { officeZone } from './cast.ts'
import { administration } from './scenes/administration.ts'
import { busyDesk, fillLot } from './scenes/busy-desk.ts'
import { callsOfTheDay } from './scenes/calls-of-the-day.ts'
import { firstDay } from './scenes/first-day.ts'
import { oneCall } from './scenes/one-call.ts'
import { pages } from './scenes/pages.ts'
import { supervision } from './scenes/supervision.ts'
import { wallboard } from './scenes/wallboard.ts'
import { deskOpener, fillOffice, nameThem, type Stage } from './stage.ts'
import { Worker } from './worker.ts'

/** `npm run pictures`: takes the pictures of docs/console.md in the running product. */
const FOLDER = join(ROOT, 'docs', 'images', 'console')
const SCENE_MS = 150_000

// Not within the time in which the sandbox has to be ready.
await buildConsole()
const [port = 0] = await freePorts(1)
const office = await openSandbox({
  PORT: String(port),
  // So that links on the pictures are those of this machine.
  PUBLIC_URL: `http://localhost:${port}`,
  SIM_SPEECH_RATE: '0.1',
})
const browser = await openBrowser(findOrInstallChromium())
const began = performance.now()
try {
  await photograph()
} finally {
  await browser.close()
  await office.close()
}

async function photograph() {
  const timeZone = officeZone(new Date())
  const camera = new Camera(FOLDER)
  const stage: Stage = {
    office,
    browser,
    camera,
    timeZone,
    callers: new Callers(office),
    admin: await Worker.signIn(office, office.person('ops')),
    workers: new Map(),
    desk: deskOpener(office, browser, timeZone),
  }
  await scene('names', () => nameThem(stage))
  // A session keeps the name of its beginning.
  stage.admin = await Worker.signIn(office, office.person('ops'))
  const front = await scene('the first day', () => firstDay(stage))
  await scene('people and contacts', () => fillOffice(stage))
  await scene('calls of the day', () => callsOfTheDay(stage))
  await scene('one call', () => oneCall(stage, front))
  await scene('the lot', () => fillLot(stage))
  await scene('pages of an agent', () => pages(stage, front))
  await scene('the busy desk', () => busyDesk(stage, front))
  await scene('supervision', () => supervision(stage))
  await scene('the wallboard', () => wallboard(stage, front))
  await scene('pages of the administrator', () => administration(stage))
  for (const worker of stage.workers.values()) worker.leaves()
  process.stdout.write(`${camera.sum()}, ${seconds(began)} s\n`)
}

/** @throws {Error} that names a scene that does not end */
async function scene<T>(name: string, play: () => Promise<T>): Promise<T> {
  const from = performance.now()
  let late: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`The scene does not end: ${name}`)), SCENE_MS)
  })
  try {
    return await Promise.race([play(), limit])
  } finally {
    clearTimeout(late)
    process.stdout.write(`${seconds(from).padStart(6)} s  ${name}\n`)
  }
}

function seconds(from: number): string {
  return ((performance.now() - from) / 1_000).toFixed(1)
}
