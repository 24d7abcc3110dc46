import { type Browser, chromium } from 'playwright-core'
import { clickAsAHandDoes } from './hand.ts'

/** No window, no graphics card, no network of its own; a microphone that nobody asks for. */
export const BROWSER_ARGS = [
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
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGS, ...more] })
  const page = await browser.newPage()
  clickAsAHandDoes(page)
  await page.close()
  return browser
}
