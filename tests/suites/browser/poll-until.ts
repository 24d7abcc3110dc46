import { setTimeout as pause } from 'node:timers/promises'

const WITHIN_MS = 20_000
const EVERY_MS = 10

/** Asks until there is an answer. For facts that no page shows. @throws {Error} after twenty seconds */
export async function pollUntil<T>(ask: () => Promise<T | false | undefined>, what: string): Promise<T> {
  const deadline = performance.now() + WITHIN_MS
  for (;;) {
    const answer = await ask()
    if (answer !== false && answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`Waited too long: ${what}`)
    await pause(EVERY_MS)
  }
}
