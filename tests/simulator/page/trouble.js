import { find } from './find.js'

const place = find(document, '#trouble')

/**
 * Says on the page what went wrong; nothing wipes out what was said before.
 * @param {string} [words]
 */
export function say(words = '') {
  place.textContent = words
}

/**
 * Does something, and says so when it fails.
 * @param {() => Promise<unknown>} action
 */
export async function attempt(action) {
  say()
  try {
    await action()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  }
}
