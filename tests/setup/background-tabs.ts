import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

/**
 * A Chromium whose tabs are really in the background: hidden, frozen on demand, and with timers that fire once a minute. Playwright
 * tells each page of a browser that it starts itself that it is seen. So this one is started here, and joined later.
 */
export interface BackgroundTabs {
  /** Its tabs share cookies for each host: `http://ann.localhost:<port>` and `http://ben.localhost:<port>` share none. */
  readonly context: BrowserContext
  /** Opens one more tab on top of all others. */
  cover(): Promise<Page>
  close(): Promise<void>
}

const ADDRESS = /^DevTools listening on (ws:\/\/\S+)/
/** Chromium's own is five minutes, of which it says that it may change. */
const THROTTLED_AFTER_S = 10

export async function openBackgroundTabs(executablePath: string): Promise<BackgroundTabs> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-tabs-'))
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--user-data-dir=${folder}`,
    '--remote-debugging-port=0',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/${THROTTLED_AFTER_S}`,
  ]
  const child = spawn(executablePath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  process.once('exit', () => child.kill())
  const browser = await chromium.connectOverCDP(await addressOf(child.stderr), { noDefaults: true })
  const [context] = browser.contexts()
  if (!context) throw new Error('Chromium has no default context')
  return {
    context,
    async cover() {
      const page = await context.newPage()
      await page.bringToFront()
      return page
    },
    async close() {
      // Killed, it would leave processes behind that still write.
      const devtools = await browser.newBrowserCDPSession()
      await devtools.send('Browser.close')
      await exited
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const address = ADDRESS.exec(line)?.[1]
    if (address === undefined) continue
    output.resume()
    return address
  }
  throw new Error('Chromium did not say where it can be reached')
}
