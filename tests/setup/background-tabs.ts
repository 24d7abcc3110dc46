import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { BROWSER_ARGS } from './browser.ts'

/**
 * A Chromium whose tabs are really in the background: one is seen, the others are hidden, and can be frozen. Playwright tells
 * each page of a browser that it starts itself that it is seen. So this one is started here, and joined later.
 */
export interface BackgroundTabs {
  /** Its tabs share cookies for each host: `http://ann.localhost:<port>` and `http://ben.localhost:<port>` share none. */
  readonly context: BrowserContext
  /** Opens one more tab on top of all others. */
  cover(): Promise<Page>
  close(): Promise<void>
}

const ADDRESS = /^DevTools listening on (ws:\/\/\S+)/

/** @param throttledAfterS when the timers of hidden tabs fire once a minute only, seconds; Chromium's own is five minutes */
export async function openBackgroundTabs(
  executablePath: string,
  throttledAfterS = 300,
): Promise<BackgroundTabs> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-tabs-'))
  const args = [
    ...BROWSER_ARGS,
    '--headless',
    `--user-data-dir=${folder}`,
    '--remote-debugging-port=0',
    `--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/${throttledAfterS}`,
  ]
  // A group of its own: the processes of its tabs write to the folder until they end too.
  const child = spawn(executablePath, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  const exited = once(child, 'exit')
  const kill = async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await exited
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
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
      close: () => browser.close().then(kill),
    }
  } catch (error) {
    await kill()
    throw error
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
