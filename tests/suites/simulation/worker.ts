import { Redis } from 'ioredis'
import { mutantOf } from './mutants.ts'
import { type Run, simulate } from './run.ts'

/** What `elsewhere.ts` asks of this process, by a number that comes back with the answer. */
interface Asked {
  n: number
  seed: number
  mutant: string | null
}
export interface Told {
  n: number
  run?: Run
  error?: unknown
}

const redis = new Redis({ path: process.argv[2] ?? '' })
const tell = (told: Told) => void process.send?.(told)

process.on('disconnect', () => process.exit())
process.on('message', ({ n, seed, mutant }: Asked) => {
  simulate(redis, seed, mutantOf(mutant)).then(
    (run) => tell({ n, run }),
    (error: unknown) => tell({ n, error }),
  )
})
