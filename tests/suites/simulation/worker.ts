import { Redis } from 'ioredis'
import { mutantOf } from './mutants.ts'
import { type Run, simulate } from './run.ts'

/** What `start-worker.ts` asks of this process, by a number that comes back with the answer. */
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
