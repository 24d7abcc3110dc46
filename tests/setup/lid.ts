import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { openBrowser } from './browser.ts'

/** A browser whose machine can be put to sleep. Linux only. */
export interface SleepyBrowser {
  browser: Browser
  /** Stops every process of the browser, as a closed lid does: no connection is closed, and nothing is sent or answered. */
  sleep(): void
  wake(): void
}

export async function openSleepyBrowser(executablePath: string): Promise<SleepyBrowser> {
  const mark = `--mark=${randomUUID()}`
  const browser = await openBrowser(executablePath, [mark])
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of familyOf(mark)) process.kill(pid, name)
  }
  return { browser, sleep: () => signal('SIGSTOP'), wake: () => signal('SIGCONT') }
}

/** The processes with that argument, and all that descend from them. */
function familyOf(argument: string): number[] {
  const parents = new Map<number, number>()
  const family = new Set<number>()
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    if (!pid) continue
    try {
      // The name in parentheses may hold spaces; state and parent follow it.
      const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      parents.set(pid, Number(parent))
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(argument)) family.add(pid)
    } catch {
      // It has ended since.
    }
  }
  for (let before = 0; before !== family.size; ) {
    before = family.size
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid)
  }
  return [...family]
}
