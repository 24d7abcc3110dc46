import { fork } from 'node:child_process'
import { ROOT } from '../../setup/child.ts'
import type { Run } from './run.ts'
import type { WorkerResponse } from './worker.ts'

/** Starts another process that simulates on the same Redis. */
export function startWorker(socket: string) {
  const child = fork(`${ROOT}/tests/suites/simulation/worker.ts`, [socket], {
    cwd: ROOT,
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  })
  const waiting = new Map<number, { resolve(run: Run): void; reject(error: unknown): void }>()
  let asked = 0
  child.on('message', ({ n, run, error }: WorkerResponse) => {
    if (run) waiting.get(n)?.resolve(run)
    else waiting.get(n)?.reject(error)
    waiting.delete(n)
  })
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('A process that simulates has died'))
  })
  return {
    simulate: (seed: number, mutant: string | null) =>
      new Promise<Run>((resolve, reject) => {
        asked += 1
        waiting.set(asked, { resolve, reject })
        child.send({ n: asked, seed, mutant })
      }),
    close: () => child.disconnect(),
  }
}
