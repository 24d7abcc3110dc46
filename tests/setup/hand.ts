import type { Locator, Page } from 'playwright-core'

let isHand = false

/**
 * From here on every click of this process comes from elsewhere on the page, as a hand's does. The console takes a click
 * without a movement for one that was meant for what was there before.
 */
export function clickAsAHandDoes(page: Page): void {
  if (isHand) return
  isHand = true
  const locators: Locator = Object.getPrototypeOf(page.locator('body'))
  const { click } = locators
  locators.click = async function (this: Locator, options) {
    await this.page().mouse.move(0, 0)
    await click.call(this, options)
  }
}
