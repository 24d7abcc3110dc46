import { join } from 'node:path'
import { startChild } from './child.ts'
import { median } from './figures.ts'
import { alone, type BenchmarkRow } from './row.ts'

/** From `npm start` with everything installed to its ready line: the sandbox, with a Redis and a Twilio of its own. */
export async function startRow(folder: string, times: number): Promise<BenchmarkRow> {
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    const sandbox = await startChild('coordinator/commands/start.ts', {
      PORT: '0',
      DATA_DIR: join(folder, `start-${n}`),
    })
    took.push(sandbox.tookMs)
    await sandbox.stop()
  }
  return alone('start to ready, sandbox', 'ms', median(took), { of: 'product', atMost: 3000 })
}
