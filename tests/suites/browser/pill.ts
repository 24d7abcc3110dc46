import type { AgentDesk } from './desk.ts'

/** What the connection pill says, from now on: each word once, in order. */
export async function watchPill({ page }: AgentDesk): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = []
    const look = () => {
      const words = document.querySelector('[data-connection]')?.getAttribute('data-connection')
      if (words && words !== said.at(-1)) said.push(words)
    }
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
    look()
    Object.assign(window, { pillSaid: said })
  })
  return () => page.evaluate(() => (window as unknown as { pillSaid: string[] }).pillSaid)
}

/** @returns ms until the pill says another word than Live, or says Live again */
export async function timeUntil({ page }: AgentDesk, live: boolean, withinMs: number): Promise<number> {
  const began = performance.now()
  const pill = live ? '[data-connection="live"]' : '[data-connection]:not([data-connection="live"])'
  await page.locator(pill).waitFor({ timeout: withinMs })
  return performance.now() - began
}
