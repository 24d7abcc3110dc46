import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type Runtime, systemRuntime } from '../runtime.ts'
import type { RedisClient } from './client.ts'
import { RedisAway } from './redis-away.ts'
import { scriptOf } from './script.ts'

/** A little less than a command may take (connect.ts): the answer must still arrive in time. */
const WAITED_FOR_MS = 1_750

/** A script that changes something for somebody who waits for its answer. */
export interface ChangeScript {
  /**
   * One round trip; a second one for the first change on a connection.
   * @param runtime whose time the asker waits in
   * @throws RedisAway
   */
  run(
    redis: RedisClient,
    keys: readonly string[],
    args: readonly (string | number)[],
    runtime?: Pick<Runtime, 'elapsed'>,
  ): Promise<unknown>
}

/** Of the server behind each connection before our monotonic clock, in ms, as its last answer showed it. */
const clocksAhead = new WeakMap<RedisClient, number>()

/** The server's clock in ms, and what the script answered, if it came in time. */
const Answer = z.tuple([z.number()], z.unknown())

/**
 * A change that Redis comes to only when nobody waits for it any more is not done: who asked was told so. Until
 * when anybody waits is said by the server's own clock, which each answer shows. On a connection that has not been
 * answered yet any time is too late by that clock, so the first change is asked for twice.
 */
export function changeFrom(file: URL): ChangeScript {
  const script = scriptOf(inTime(readFileSync(file, 'utf8')))
  return {
    async run(redis, keys, args, { elapsed } = systemRuntime) {
      const until = elapsed() + WAITED_FOR_MS
      for (;;) {
        const deadline = Math.floor(until + (clocksAhead.get(redis) ?? 0))
        const [now, ...done] = Answer.parse(await script.run(redis, keys, [...args, deadline]))
        clocksAhead.set(redis, now - elapsed())
        if (done.length > 0) return done[0]
        // It was late, unless the clock was set, or is another server's.
        if (elapsed() > until) throw new RedisAway('Redis came to it too late')
      }
    },
  }
}

/** The last argument is until when anybody waits. */
const GUARD = `
local deadline = tonumber(table.remove(ARGV))
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > deadline then return { now } end
`

/** @param source finds its own arguments only, and answers with one value, not nil */
export const inTime = (source: string) =>
  `${GUARD}local function change()\n${source}\nend\nreturn { now, change() }`
