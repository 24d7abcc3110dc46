import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/suites/**/*.test.{ts,tsx}'],
    globalSetup: ['tests/setup/redis.ts', 'tests/setup/twilio-api/check.ts'],
    setupFiles: ['tests/setup/console.ts', 'tests/setup/test-file.ts'],
    // A process per file: suites kill connections, set signal handlers and measure.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
})
