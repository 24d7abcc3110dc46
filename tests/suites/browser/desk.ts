import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { MediaSample } from '../../../web/diagnostics.ts'
import { clickAsAHandDoes } from '../../setup/hand.ts'
import { pollUntil } from './poll-until.ts'
import type { RunningSandbox, SandboxAgent } from './sandbox.ts'
import { type Sighting, watchCards } from './watch.ts'

export type DeskSection = 'Ringing' | 'My call' | 'Parking lot' | 'Colleagues'

const STEP_MS = 20_000
const REACTION_MS = 320

/** An agent at the console, in a browser of their own. */
export class AgentDesk {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly person: SandboxAgent,
    private readonly url: string,
  ) {}

  static async open(
    browser: Pick<Browser, 'newContext'>,
    office: Pick<RunningSandbox, 'url' | 'person'>,
    agentId: string,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<AgentDesk> {
    return AgentDesk.openIn(await browser.newContext(options), office, agentId)
  }

  /** In a browser that is open already. */
  static async openIn(
    context: BrowserContext,
    office: Pick<RunningSandbox, 'url' | 'person'>,
    agentId: string,
  ): Promise<AgentDesk> {
    // Shorter than the limit of a test, so that a failure names the step that hangs.
    context.setDefaultTimeout(STEP_MS)
    const page = await context.newPage()
    const desk = new AgentDesk(context, page, office.person(agentId), office.url)
    await desk.prepare()
    return desk
  }

  /** Another tab of the same browser, still signed in, as after a crash. */
  async again(): Promise<AgentDesk> {
    const desk = new AgentDesk(this.context, await this.context.newPage(), this.person, this.url)
    await desk.prepare()
    return desk
  }

  /** Crashes the process of the page, as running out of memory does. */
  async crash() {
    const devtools = await this.context.newCDPSession(this.page)
    const crashed = this.page.waitForEvent('crash')
    // It never answers: the process is gone.
    devtools.send('Page.crash').catch(() => undefined)
    await crashed
    await this.page.close()
  }

  private async prepare() {
    clickAsAHandDoes(this.page)
    await watchCards(this.page)
    // The console asks before an agent leaves during a call. The tests always confirm.
    this.page.on('dialog', (dialog) => void dialog.accept())
    await this.page.goto(this.url)
  }

  /** Signs in and becomes available. Returns when this browser rings. */
  async start(): Promise<this> {
    await this.signIn()
    await this.available()
    return this
  }

  async signIn() {
    await this.enter(this.page.getByLabel('Username'), this.person.agentId)
    await this.enter(this.page.getByLabel('Password', { exact: true }), this.person.password)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
    await this.region('Ringing').waitFor()
  }

  /** React does not see how `fill` sets a field in Firefox. */
  private enter(field: Locator, text: string) {
    const isFirefox = this.context.browser()?.browserType().name() === 'firefox'
    return isFirefox ? field.pressSequentially(text) : field.fill(text)
  }

  async available() {
    await this.page.getByRole('radiogroup', { name: 'Presence' }).getByText('Available').click()
    await this.page.locator('[data-presence="available"]').first().waitFor()
    await this.rings()
  }

  rings = () => this.page.locator('[data-rings="true"]').waitFor()

  /** After a reload sound waits for a gesture, and a desk that has just been drawn does not hear the first one. */
  ringsAfterGesture = () =>
    pollUntil(async () => {
      await this.page.mouse.click(2, 2)
      return this.page.locator('[data-rings="true"]').isVisible()
    }, 'the desk rings after a gesture')

  region = (place: DeskSection): Locator => this.page.getByRole('region', { name: place })

  card = (place: DeskSection, { callSid }: { callSid: string }): Locator =>
    this.region(place).locator(`[data-call-sid="${callSid}"]`)

  /** A person takes longer to see a change. A key that comes sooner is taken for one that was meant for the call before. */
  async keys(...keys: string[]) {
    await pause(REACTION_MS)
    for (const key of keys) await this.page.keyboard.press(key)
  }

  press = (place: DeskSection, call: { callSid: string }, name: string) =>
    this.card(place, call).getByRole('button', { name, exact: true }).click()

  /** Chooses in the menu of a tile of the lot. */
  async remove(call: { callSid: string }) {
    await this.card('Parking lot', call)
      .getByRole('button', { name: /: more$/ })
      .click()
    await this.page.getByRole('menuitem', { name: 'Remove' }).click()
  }

  /** The tile of a colleague. */
  tile = (name: string): Locator =>
    this.region('Colleagues').getByRole('button', { name: new RegExp(`^${name} `) })

  /** Chooses in the menu of a colleague's tile. */
  async choose(colleague: string, words: string) {
    await this.tile(colleague).click()
    await this.page.getByRole('menuitem', { name: words }).click()
  }

  /** Waits for a notice. */
  reads = (words: string | RegExp) =>
    this.page.getByRole('status', { name: 'Notices' }).getByText(words).first().waitFor()

  /** Chooses in the transfer dialog. */
  async transfer(call: { callSid: string }, choice: string) {
    await this.press('My call', call, 'Transfer')
    await this.page.getByRole('button', { name: choice }).click()
  }

  async consult(call: { callSid: string }, colleague: string) {
    await this.press('My call', call, 'Transfer')
    await this.page.getByRole('radiogroup', { name: 'Kind of transfer' }).getByText('Ask first').click()
    await this.page.getByRole('button', { name: `Ask ${colleague} first` }).click()
  }

  /** Parks with a note. */
  async parkWith(call: { callSid: string }, note: string) {
    await this.press('My call', call, 'Park with note or slot')
    await this.page.getByRole('dialog').getByLabel('Note').fill(note)
    await this.page.getByRole('button', { name: 'Park caller' }).click()
    await this.has('Parking lot', call)
  }

  async talks(call: { callSid: string }) {
    await this.card('My call', call).getByText('Talking', { exact: true }).waitFor()
    await this.page.locator('[data-softphone="onCall"]').waitFor()
  }

  async has(place: DeskSection, call: { callSid: string }) {
    await this.card(place, call).waitFor()
  }

  async lost(place: DeskSection, call: { callSid: string }) {
    await this.card(place, call).waitFor({ state: 'detached' })
  }

  /** The tone that sounds in this browser. */
  async rung(tone: string) {
    await this.page.waitForFunction((it) => window.__switchyard?.ringing === it, tone)
  }

  async notRinging() {
    await this.page.waitForFunction(() => window.__switchyard?.ringing === null)
  }

  /** The call is only in the list of recent calls. */
  async forgot({ callSid }: { callSid: string }) {
    await this.page.locator(`[data-call-sid="${callSid}"]`).first().waitFor({ state: 'detached' })
  }

  /**
   * Waits until a card appears in, or leaves, a section of this screen. Returns when, in ms since the epoch.
   * @param since ignores what happened before
   */
  async when(
    what: Sighting['what'],
    place: DeskSection,
    { callSid }: { callSid: string },
    since = 0,
  ): Promise<number> {
    const handle = await this.page.waitForFunction(
      (it) =>
        window.__seen.sightings.findLast(
          (seen) =>
            seen.what === it.what &&
            seen.section === it.place &&
            seen.callSid === it.callSid &&
            seen.at >= it.since,
        )?.at,
      { what, place, callSid, since },
    )
    return (await handle.jsonValue()) ?? Number.NaN
  }

  /** How often the call has come into the list of rings. */
  ringsOf = ({ callSid }: { callSid: string }): Promise<number> =>
    this.page.evaluate(
      (it) =>
        window.__seen.sightings.filter(
          (seen) => seen.section === 'Ringing' && seen.callSid === it && seen.what === 'shown',
        ).length,
      callSid,
    )

  /** When this agent last pressed a button of that name. */
  pressed = (name: string): Promise<number> =>
    this.page.evaluate(
      (it) => window.__seen.presses.findLast((press) => press.name.startsWith(it))?.at ?? Number.NaN,
      name,
    )

  /** The state of the softphone in one word. */
  telephones = () => this.page.evaluate(() => window.__switchyard?.softphone)

  async connection(state: string) {
    await this.page.locator(`[data-connection="${state}"]`).waitFor()
  }

  slot = (slot: number | null) => this.page.locator(`[data-slot="${slot}"]`)

  /** Slot and time of return of a parked call, as the server says. */
  async parking({ callSid }: { callSid: string }): Promise<{ slot: number | null; returnsAt: string }> {
    const view = await this.page.evaluate(async (sid) => {
      const response = await fetch(`/api/calls/${sid}`)
      return response.json()
    }, callSid)
    return CallView.parse(view).parked as { slot: number | null; returnsAt: string }
  }

  /** The HTTP status of a command sent without the page. */
  status = (path: string): Promise<number> =>
    this.page.evaluate(async (it) => (await fetch(it, { method: 'POST' })).status, path)

  /** Marks the page. A reload removes the mark. */
  mark = () => this.page.evaluate(() => document.body.setAttribute('data-same-page', ''))

  isMarked = () => this.page.evaluate(() => document.body.hasAttribute('data-same-page'))

  /** When the softphone last reached a state. */
  telephone = (status: string): Promise<number> =>
    this.page.evaluate(
      (it) => window.__seen.statuses.findLast((seen) => seen.status === it)?.at ?? Number.NaN,
      status,
    )

  /** Two of the Voice SDK's own samples of this call, one later than the other, once sound goes both ways. */
  async media({ callSid }: { callSid: string }): Promise<{ first: MediaSample; last: MediaSample }> {
    const handle = await this.page.waitForFunction((sid) => {
      const samples = window.__switchyard?.samples.filter((it) => it.callSid === sid) ?? []
      const [first, last] = [samples[0], samples.findLast((it) => it.audioOutputLevel > 0)]
      const flows =
        first && last && last.bytesSent > first.bytesSent && last.bytesReceived > first.bytesReceived
      return flows ? { first, last } : null
    }, callSid)
    const flow = await handle.jsonValue()
    if (flow === null) throw new Error('There are no samples')
    return flow
  }
}

/** Two agents at work, each in a browser of their own. */
export function openDesks(browser: Browser, office: RunningSandbox): Promise<[AgentDesk, AgentDesk]> {
  const open = async (agentId: string) => (await AgentDesk.open(browser, office, agentId)).start()
  return Promise.all([open('front_desk'), open('sales')])
}

/** What people have asked their system for, beside a colour scheme. */
export interface Asked {
  contrast?: 'more'
  forcedColors?: 'active'
}

/** Sets colours and window size, and waits for the transitions of colours. */
export async function look(
  page: Page,
  colorScheme: 'light' | 'dark',
  size: { width: number; height: number },
  { contrast, forcedColors }: Asked = {},
) {
  await page.setViewportSize(size)
  await page.emulateMedia({
    colorScheme,
    reducedMotion: 'reduce',
    contrast: contrast ?? 'no-preference',
    forcedColors: forcedColors ?? 'none',
  })
  await page.waitForFunction((it) => document.documentElement.dataset.mantineColorScheme === it, colorScheme)
  await page.evaluate(async () => {
    // Transitions begin with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    await Promise.allSettled(document.getAnimations().map((it) => it.finished))
  })
}
