import type { Browser, Page } from 'playwright-core'
import type { SimulatedCall } from '../../simulator/control/call-view.ts'
import { pollUntil } from './poll-until.ts'
import type { RunningSandbox } from './sandbox.ts'

/** A caller on the simulator's page. */
export interface Caller {
  callSid: string
  name: string
  /** Waits until the page says that the caller is in this state. */
  is(where: string | RegExp): Promise<void>
  /** Waits until the caller hears what the test expects. @returns when, ms since the epoch */
  hears(wanted: (call: SimulatedCall) => boolean): Promise<number>
  hangUp(): Promise<void>
  /** The simulator's data of this caller. */
  now(): Promise<SimulatedCall>
}

/** The simulator's page, from which people call in. */
export class CallerPhones {
  #count = 0

  private constructor(
    private readonly page: Page,
    private readonly url: string,
  ) {}

  /** @param page a page to open it in, when the test has something of its own there */
  static async open(browser: Browser, { simulatorUrl }: RunningSandbox, page?: Page): Promise<CallerPhones> {
    page ??= await browser.newPage()
    await page.goto(simulatorUrl)
    // The microphone has one call at a time; tones all sound at once.
    await page.getByLabel('You speak with').selectOption('440')
    return new CallerPhones(page, simulatorUrl)
  }

  /** @param from the number to call from; left out: one that the page suggests */
  async call(name = `Caller ${++this.#count}`, from?: string): Promise<Caller> {
    const { page } = this
    if (from !== undefined) await page.getByLabel('You call from').fill(from)
    const before = new Set((await this.legs()).map((leg) => leg.callSid))
    // Several tests may share this page and move parts of it. The key is pressed in the field, so it arrives all the same.
    const field = page.getByLabel('Your name')
    await field.fill(name)
    await field.press('Enter')
    const leg = await pollUntil(
      async () => (await this.legs()).find((it) => !before.has(it.callSid) && it.callerName === name),
      `${name} calls`,
    )
    const { callSid } = leg
    const card = page.getByRole('listitem').filter({ hasText: name }).first()
    return {
      callSid,
      name,
      is: async (where) => {
        const words = typeof where === 'string' ? new RegExp(`^${where}$`, 'i') : where
        await card.getByRole('status').filter({ hasText: words }).waitFor()
      },
      hears: async (wanted) => {
        await pollUntil(async () => wanted(await this.leg(callSid)), `${name} hears it`)
        return performance.timeOrigin + performance.now()
      },
      hangUp: () =>
        page.getByRole('button', { name: `Hang up: ${name}`, exact: true }).dispatchEvent('click'),
      now: () => this.leg(callSid),
    }
  }

  get context() {
    return this.page.context()
  }

  legs = () => this.#ask<SimulatedCall[]>('/sim/calls')
  leg = (callSid: string) => this.#ask<SimulatedCall>(`/sim/calls/${callSid}`)

  async #ask<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`)
    return (await response.json()) as T
  }
}
