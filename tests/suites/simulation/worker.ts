import { Redis } from 'ioredis'
import { mutantOf } from './mutants.ts'
import { type Run, simulate } from './run.ts'

/** A request of `start-worker.ts`. Its number comes back with the response. */
interface WorkerRequest {
  n: number
  seed: number
  mutant: string | null
}
export interface WorkerResponse {
  n: number
  run?: Run
  error?: unknown
}

const redis = new Redis({ path: process.argv[2] ?? '' })
const tell = (told: WorkerResponse) => void process.send?.(told)

process.on('disconnect', () => process.exit())
process.on('message', ({ n, seed, mutant }: WorkerRequest) => {
  simulate(redis, seed, mutantOf(mutant)).then(
    (run) => tell({ n, run }),
    (error: unknown) => tell({ n, error }),
  )
})
