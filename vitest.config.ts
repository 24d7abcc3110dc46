import { defineConfig } from 'vitest/config'
import { extent, full } from './tests/setup/extent.ts'
import { LongestFirst } from './tests/setup/longest-first.ts'

const every = {
  setupFiles: ['tests/setup/console.ts', 'tests/setup/test-file.ts'],
  // A process per file: suites kill connections, set signal handlers and measure.
  pool: 'forks' as const,
  testTimeout: 20_000,
  hookTimeout: 60_000,
  teardownTimeout: 10_000,
  restoreMocks: true,
  unstubEnvs: true,
}

const BROWSER = 'tests/suites/browser'
const inBrowser = (...names: string[]) => names.map((name) => `${BROWSER}/${name}.test.ts`)
/** Browsers in which no sound and no time is judged, or little happens: a stream is silent, a server is away. */
const PATIENT = inBrowser(
  ...['contacts', 'deaf-consoles', 'focus', 'language', 'lost-tab', 'notices', 'odd-browsers'],
  ...['outage', 'outgoing', 'reachability', 'second-factor', 'silent-stream', 'two-calls', 'voicemail'],
)

/** How long a process takes to start, a command or a search to be answered, is judged: they need the machine for themselves. */
const TIMED = ['faults/restart', 'bench/bench', 'archive/size', 'contacts/size'].map(
  (name) => `tests/suites/${name}.test.ts`,
)

/** `npm run test:faults` has them; what they go through in one long run, other suites show step by step. */
const LONG = [
  ...inBrowser('receptionist'),
  ...['bench/bench', 'faults/carrier-trouble', 'scale-out/restarts'].map(
    (name) => `tests/suites/${name}.test.ts`,
  ),
]
const LEFT_OUT = full ? [] : LONG

export default defineConfig({
  test: {
    globalSetup: ['tests/setup/redis.ts', 'tests/setup/twilio-api/check.ts', 'tests/setup/run-logs/check.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      // They wait most of the time: for timers, for processes that start, for a server that is away.
      {
        test: {
          ...every,
          name: 'server',
          include: ['tests/suites/**/*.test.{ts,tsx}'],
          exclude: [`${BROWSER}/**`, ...TIMED, ...LEFT_OUT],
          maxWorkers: extent({ short: 3, full: 1 }),
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...every,
          name: 'patient browsers',
          include: PATIENT,
          maxWorkers: extent({ short: 2, full: 1 }),
          sequence: { groupOrder: 1 },
        },
      },
      // These need the machine for themselves: what is heard is judged, and how soon a page shows something.
      {
        test: {
          ...every,
          name: 'one by one',
          include: [`${BROWSER}/*.test.ts`, ...TIMED],
          exclude: [...PATIENT, ...LEFT_OUT],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
