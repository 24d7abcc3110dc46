import { expect, test } from 'vitest'
import { full } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { MUTANTS } from './mutants.ts'
import { simulatedRedis } from './simulated-redis.ts'

/** A mistake that so many worlds do not show is one that the simulation does not see. */
const WITHIN = 600
const MINUTE = 60_000

const redis = simulatedRedis()

/**
 * This rule is broken by a mutant that does not run: its script does not compile, or a part is missing. It proves nothing.
 */
const THROWN = 'nothing unexpected is thrown'

/** Inside `npm test` those of which it is known which world shows them. */
const TRIED = full ? MUTANTS : MUTANTS.filter(({ seen }) => seen !== undefined)

test.each(TRIED)(
  'the simulation sees it when $name',
  async (mutant) => {
    const caught: { seed: number; rule: string }[] = []
    const look = (seeds: number[]) =>
      redis.each(
        seeds,
        ({ seed, violation }) => {
          if (violation && violation.rule !== THROWN) caught.push({ seed, rule: violation.rule })
          return caught.length > 0
        },
        mutant.name,
      )
    if (mutant.seen !== undefined) await look([mutant.seen])
    if (caught.length === 0) await look(Array.from({ length: WITHIN }, (_, n) => n + 1))
    const [first] = caught.sort((one, other) => one.seed - other.seed)
    figure(mutant.name, `seed ${first?.seed}: ${first?.rule}`)
    expect(first).toBeDefined()
  },
  3 * MINUTE,
)
