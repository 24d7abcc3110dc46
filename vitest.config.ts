import { defineConfig } from 'vitest/config'
import { extent } from './tests/setup/extent.ts'
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

/** They need the machine for themselves: sound is judged, how soon a page shows something, how fast a process starts or answers. */
const ALONE = [
  ...inBrowser('audio', 'busy-desk', 'firefox', 'first-load', 'in-call', 'main-job', 'nginx', 'tabs'),
  ...['faults/restart', 'bench/bench', 'archive/size', 'contacts/size'].map(
    (name) => `tests/suites/${name}.test.ts`,
  ),
]

export default defineConfig({
  test: {
    globalSetup: ['tests/setup/redis.ts', 'tests/setup/twilio-api/check.ts', 'tests/setup/run-logs/check.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...every,
          name: 'server',
          include: ['tests/suites/**/*.test.{ts,tsx}'],
          exclude: [`${BROWSER}/**`, ...ALONE],
          maxWorkers: extent({ short: 3, full: 1 }),
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...every,
          name: 'browser',
          include: [`${BROWSER}/*.test.ts`],
          exclude: ALONE,
          maxWorkers: extent({ short: 2, full: 1 }),
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...every,
          name: 'alone',
          include: ALONE,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
