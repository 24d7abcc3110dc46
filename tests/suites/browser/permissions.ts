import type { Browser } from 'playwright-core'
import type { AgentDesk } from './desk.ts'

/**
 * Lets a test change permissions of a desk's browser, as its agent does beside the address, while the page is open. They last
 * as long as the browser.
 */
export async function permissionsOf(browser: Browser) {
  // What a session has set is forgotten with the session.
  const devtools = await browser.newBrowserCDPSession()
  return async ({ context, page }: AgentDesk, name: 'microphone', setting: 'granted' | 'denied') => {
    const { targetInfo } = await (await context.newCDPSession(page)).send('Target.getTargetInfo')
    const { browserContextId } = targetInfo
    await devtools.send('Browser.setPermission', {
      permission: { name },
      setting,
      origin: new URL(page.url()).origin,
      ...(browserContextId === undefined ? {} : { browserContextId }),
    })
  }
}
