import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { clickAsAHandDoes } from './hand.ts'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]

/** A browser of its own, without a window; its microphone is a beep now and then, and nobody is asked. */
export async function openBrowser(executablePath: string, more: readonly string[] = []): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: [...ARGS, ...more] })
  const page = await browser.newPage()
  clickAsAHandDoes(page)
  await page.close()
  return browser
}

const LISTENING = /^DevTools listening on (ws:\S+)$/

/**
 * A browser in which one tab is seen and the others are hidden, and can be frozen. In the contexts of other browsers
 * Playwright lets every page believe that it is seen.
 */
export async function openBrowserWithHiddenTabs(
  executablePath: string,
): Promise<{ context: BrowserContext; close: () => Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'switchyard-browser-'))
  const args = [
    ...ARGS,
    '--headless',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ]
  // A group of its own: the processes of its tabs write to the profile until they end too.
  const child = spawn(executablePath, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  const ended = once(child, 'exit')
  const close = async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  for await (const line of createInterface({ input: child.stderr })) {
    const address = LISTENING.exec(line)?.[1]
    if (!address) continue
    const browser = await chromium.connectOverCDP(address, { noDefaults: true })
    const [context] = browser.contexts()
    if (context) return { context, close: () => browser.close().then(close) }
  }
  await close()
  throw new Error('The browser did not start')
}
