import type { Redis } from 'ioredis'
import { type Run, type RunOptions, simulate } from './run.ts'

/** How many worlds are tried in search of a smaller one. */
const MOST_TRIES = 60
const LINES = 80

/** Leaves out as many faults as it can while the same rule is broken: halves first, then smaller parts. */
async function shrink(redis: Redis, run: Run, options: RunOptions): Promise<Run> {
  const { seed, violation } = run
  let smallest = run
  let without = new Set(options.without)
  let tries = 0
  for (let size = Math.ceil(run.occasions / 2); size >= 1 && tries < MOST_TRIES; size = Math.floor(size / 2))
    for (let from = 1; from <= run.occasions && tries < MOST_TRIES; from += size) {
      const more = Array.from({ length: size }, (_, n) => from + n).filter((n) => !without.has(n))
      if (more.length === 0) continue
      tries += 1
      const tried = new Set([...without, ...more])
      const smaller = await simulate(redis, seed, { ...options, without: tried })
      if (smaller.violation?.rule !== violation?.rule) continue
      without = tried
      smallest = smaller
    }
  return smallest
}

/** What a developer needs to find the defect. */
export async function explain(redis: Redis, run: Run, options: RunOptions = {}): Promise<string> {
  const smallest = await shrink(redis, run, options)
  const faults = [...smallest.struck].map(([kind, times]) => `${kind} ${times}`).join(', ')
  return [
    `Seed ${run.seed}: ${run.violation?.rule}: ${run.violation?.why}`,
    `Again: SIMULATION_SEED=${run.seed} npx vitest run tests/suites/simulation/simulation.test.ts`,
    `With as few faults as break the same rule (${faults || 'none'}):`,
    ...smallest.story.slice(-LINES),
  ].join('\n')
}
