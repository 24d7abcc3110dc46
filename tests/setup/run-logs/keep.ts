import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LevelWithSilent, Logger } from 'pino'
import { createLog } from '../../../coordinator/ops/log.ts'

/** Names the folder in which all processes of a run keep what their coordinators log. */
export const FOLDER = 'TEST_RUN_LOGS'
export const [LINES, SECRETS] = ['.log', '.secrets']

const append = (kind: string, line: string) => {
  const folder = process.env[FOLDER]
  if (folder !== undefined) appendFileSync(join(folder, `${process.pid}${kind}`), `${line.trimEnd()}\n`)
}

/** Keeps a line that a coordinator has logged. At the end of the run it is searched for secrets and phone numbers. */
export const keepLine = (line: string) => append(LINES, line)

/** No log of the run may contain this password or token. */
export const keepSecret = (secret: string) => append(SECRETS, secret)

/** The product's log, whose lines are kept. */
export const keptLog = (level: LevelWithSilent, write: (line: string) => void): Logger =>
  createLog(level, {
    write(line) {
      keepLine(line)
      write(line)
    },
  })
