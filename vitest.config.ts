import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/suites/**/*.test.{ts,tsx}'],
    globalSetup: ['tests/setup/redis.ts'],
    setupFiles: ['tests/setup/console.ts'],
    // A process per file: suites kill connections, set signal handlers and measure.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
})
