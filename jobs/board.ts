import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { KoaAdapter } from '@bull-board/koa'
import type { Queue } from 'bullmq'
import type { Middleware } from 'koa'

export const BOARD_PATH = '/ops/jobs'

/** Bull Board, for ops to see every job. Who may see it is decided before it is reached. */
export function jobBoard(queue: Queue): Middleware {
  const adapter = new KoaAdapter()
  createBullBoard({ queues: [new BullMQAdapter(queue)], serverAdapter: adapter })
  adapter.setBasePath(BOARD_PATH)
  return adapter.registerPlugin()
}
