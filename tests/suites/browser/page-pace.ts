import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'

/** How a page keeps up. */
export interface Pace {
  framesPerSecond: number
  /** Milliseconds. The browser reports no task under 50 ms: then it is 0. */
  longestTaskMs: number
  /** From a key press until its listener runs, the slowest of all (ms). */
  slowestAnswerMs: number
  /** What the page's main thread took of a processor (ms). Other load on the machine does not count. */
  cpuMs: number
}

declare global {
  interface Window {
    __pace: { frames: number; since: number; tasks: number[]; answers: number[] }
  }
}

const PRESS_EVERY_MS = 100
const COLLECTIONS = 3
const KEY = { key: 'Shift', code: 'ShiftLeft' }

/** Measures how a page keeps up, in the page itself. */
export class PagePace {
  private constructor(
    private readonly page: Page,
    private readonly devtools: CDPSession,
  ) {}

  static async of(page: Page): Promise<PagePace> {
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.evaluate(watch)
    return new PagePace(page, devtools)
  }

  /** How the page keeps up while `busy` runs. Somebody presses a key ten times a second. */
  async during<Done>(busy: () => Promise<Done>): Promise<Pace & { done: Done }> {
    await this.page.evaluate(() => {
      window.__pace = { frames: 0, since: performance.now(), tasks: [], answers: [] }
    })
    const cpuBefore = await this.cpu()
    const stopping = new AbortController()
    const pressing = this.press(stopping.signal)
    const done = await busy().finally(() => stopping.abort())
    await pressing
    const cpuMs = (await this.cpu()) - cpuBefore
    const pace = await this.page.evaluate(() => {
      const { frames, since, tasks, answers } = window.__pace
      return {
        framesPerSecond: (frames * 1_000) / (performance.now() - since),
        longestTaskMs: Math.max(0, ...tasks),
        slowestAnswerMs: Math.max(...answers),
      }
    })
    return { ...pace, cpuMs, done }
  }

  /** Bytes that the page's scripts use, after collection. What one collection lets go of, the next one collects. */
  async heap(): Promise<number> {
    for (let n = 0; n < COLLECTIONS; n++) await this.devtools.send('HeapProfiler.collectGarbage')
    return (await this.devtools.send('Runtime.getHeapUsage')).usedSize
  }

  private async press(until: AbortSignal) {
    while (!until.aborted) {
      await this.devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', ...KEY })
      await this.devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...KEY })
      await pause(PRESS_EVERY_MS)
    }
  }

  private async cpu(): Promise<number> {
    const { metrics } = await this.devtools.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000
  }
}

function watch() {
  window.__pace = { frames: 0, since: performance.now(), tasks: [], answers: [] }
  const frame = () => {
    window.__pace.frames += 1
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.__pace.tasks.push(entry.duration)
  }).observe({ type: 'longtask' })
  addEventListener('keydown', (event) => window.__pace.answers.push(performance.now() - event.timeStamp))
}
