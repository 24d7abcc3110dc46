import { defineConfig } from 'vitest/config'
import { extent, full } from './tests/setup/extent.ts'
import { LongestFirst } from './tests/setup/longest-first.ts'

const every = {
  setupFiles: ['tests/setup/console.ts', 'tests/setup/test-file.ts'],
  pool: 'forks' as const,
  testTimeout: 20_000,
  hookTimeout: 120_000,
  teardownTimeout: 10_000,
  restoreMocks: true,
  unstubEnvs: true,
}

const BROWSER = 'tests/suites/browser'
const SIMULATED_TELEPHONES = 'tests/suites/simulator/page.test.ts'
const inBrowser = (...names: string[]) => names.map((name) => `${BROWSER}/${name}.test.ts`)
/** They wait most of the time: for a beat that stays away, for a caller who comes back. */
const WAITING = inBrowser(
  'attention',
  'deaf-consoles',
  'in-call',
  'notices',
  'outage',
  'silent-stream',
  'tabs',
)

/** Their sound is judged. */
const HEARD = inBrowser('audio', 'devices', 'main-job')

/** How long something takes is judged: they need the machine for themselves. */
const TIMED = [
  ...inBrowser('busy-desk', 'first-load'),
  ...['faults/restart', 'bench/bench', 'archive/size', 'contacts/size'].map(
    (name) => `tests/suites/${name}.test.ts`,
  ),
]

/** `npm run test:faults` has them; what they go through in one long run, other suites show step by step. */
const LONG = [
  ...inBrowser('busy-desk', 'receptionist'),
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
          exclude: [`${BROWSER}/**`, SIMULATED_TELEPHONES, ...TIMED, ...LEFT_OUT],
          // Many files share a process: to load the product once for each would take as long as the tests.
          isolate: false,
          maxWorkers: extent({ short: 3, full: 1 }),
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...every,
          name: 'browsers in pairs',
          include: [`${BROWSER}/*.test.ts`, SIMULATED_TELEPHONES],
          exclude: [...WAITING, ...HEARD, ...TIMED, ...LEFT_OUT],
          maxWorkers: extent({ short: 2, full: 1 }),
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...every,
          name: 'browsers that wait',
          include: WAITING,
          exclude: LEFT_OUT,
          maxWorkers: extent({ short: 2, full: 1 }),
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...every,
          name: 'browsers that are heard',
          include: HEARD,
          exclude: LEFT_OUT,
          maxWorkers: extent({ short: 2, full: 1 }),
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...every,
          name: 'one by one',
          include: TIMED,
          exclude: LEFT_OUT,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
