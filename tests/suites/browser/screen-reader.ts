import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = () =>
  readFileSync(createRequire(import.meta.url).resolve('@guidepup/virtual-screen-reader/browser.js'), 'utf8')

/** From the page's own origin, as the page's security policy wants it. */
const ADDRESS = '/screen-reader.js'
const START = `import('${ADDRESS}').then(async ({ virtual }) => {
  await virtual.start({ container: document.body })
  window.__reader = virtual
})`

/**
 * A screen reader in software in this page. It says what the specifications of ARIA ask for; products use other words.
 * @returns waits until it has said that; the words of live regions begin with `assertive:` or `polite:`
 */
export async function screenReader(page: Page): Promise<(words: RegExp) => Promise<string>> {
  await page.route(`**${ADDRESS}`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: source() }),
  )
  await page.evaluate(START)
  let heard = 0
  const log = () => page.evaluate<string[]>('window.__reader.spokenPhraseLog()')
  return async (words) => {
    const at = Date.now()
    for (;;) {
      const phrases = await log()
      const found = phrases.findIndex((phrase, place) => place >= heard && words.test(phrase))
      if (found >= 0) {
        heard = found + 1
        return phrases[found] ?? ''
      }
      if (Date.now() - at > 10_000)
        throw new Error(`Nobody said ${words}: ${phrases.slice(heard).join(' | ')}`)
      await page.waitForTimeout(50)
    }
  }
}
