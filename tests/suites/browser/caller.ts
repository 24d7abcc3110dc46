import type { Browser, Page } from 'playwright-core'
import type { SimulatedCall } from '../../simulator/control/call-view.ts'
import type { Sandbox } from './sandbox.ts'
import { until } from './until.ts'

/** Somebody who telephones, on the simulator's page. */
export interface Caller {
  callSid: string
  name: string
  /** Waits until the page says that the caller is there. */
  is(where: string | RegExp): Promise<void>
  /** Waits until what is heard is as wanted. @returns when it was, ms since the epoch */
  hears(wanted: (call: SimulatedCall) => boolean): Promise<number>
  hangUp(): Promise<void>
  /** As the simulator knows it. */
  now(): Promise<SimulatedCall>
}

/** The simulator's page, from which people call in. */
export class Phones {
  #count = 0

  private constructor(
    private readonly page: Page,
    private readonly url: string,
  ) {}

  /** @param page a page to open it in, when the test has something of its own there */
  static async open(browser: Browser, { simulatorUrl }: Sandbox, page?: Page): Promise<Phones> {
    page ??= await browser.newPage()
    await page.goto(simulatorUrl)
    // The microphone has one call at a time; tones all sound at once.
    await page.getByLabel('You speak with').selectOption('440')
    return new Phones(page, simulatorUrl)
  }

  async call(name = `Caller ${++this.#count}`): Promise<Caller> {
    const { page } = this
    const before = new Set((await this.legs()).map((leg) => leg.callSid))
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('button', { name: 'Call', exact: true }).click()
    const leg = await until(
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
        await until(async () => wanted(await this.leg(callSid)), `${name} hears it`)
        return performance.timeOrigin + performance.now()
      },
      hangUp: () => page.getByRole('button', { name: `Hang up: ${name}` }).click(),
      now: () => this.leg(callSid),
    }
  }

  legs = () => this.#ask<SimulatedCall[]>('/sim/calls')
  leg = (callSid: string) => this.#ask<SimulatedCall>(`/sim/calls/${callSid}`)

  async #ask<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`)
    return (await response.json()) as T
  }
}
