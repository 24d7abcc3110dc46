import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { type Runtime, systemRuntime } from '../runtime.ts'
import type { RedisClient } from './client.ts'
import { RedisAway } from './redis-away.ts'

/** A little less than a command may take (connect.ts): the answer must still arrive in time. */
const ANSWER_WITHIN_MS = 1_750

/** Names of the keys and arguments of a script, in the order in which they are sent. */
export interface ScriptNames<Key extends string, Arg extends string> {
  readonly keys: readonly Key[]
  readonly args: readonly Arg[]
}

export interface ScriptRun {
  /** Keys beside the named ones: the script finds them behind those in KEYS. */
  readonly moreKeys?: readonly string[] | undefined
  /** Arguments beside the named ones, behind those in ARGV. */
  readonly moreArgs?: readonly (string | number)[] | undefined
  /** Measures how long the caller has waited. */
  readonly runtime?: Pick<Runtime, 'elapsed'> | undefined
}

/** A Lua script of ours. It reads its keys as `key.<name>` and its arguments as `arg.<name>`. */
export interface Script<Key extends string, Arg extends string> {
  /**
   * One round trip; a second one on a server that has not seen the script yet.
   * @throws RedisAway
   */
  run(
    redis: RedisClient,
    keys: Readonly<Record<Key, string>>,
    args: Readonly<Record<Arg, string | number>>,
    run?: ScriptRun,
  ): Promise<unknown>
}

/** A script that only reads, or whose change nobody waits for. */
export function readScript<const Key extends string, const Arg extends string>(
  file: URL,
  names: ScriptNames<Key, Arg>,
): Script<Key, Arg> {
  const source = `-- script: ${nameOf(file)}\n${namesInLua(names)}\n${textOf(file)}`
  const execute = executor(source)
  return {
    run: (redis, keys, args, more = {}) => execute(redis, ...inOrder(names, keys, args, more)),
  }
}

/** How far the server's clock is ahead of our monotonic one, in ms, as the last answer on a connection showed it. */
const clocksAhead = new WeakMap<RedisClient, number>()

/** The server's clock in ms, and what the script answered, if it ran in time. */
const TimedAnswer = z.tuple([z.number()], z.unknown())

/**
 * A script that changes something for a caller who waits for the answer. When Redis reaches it only after the caller
 * has given up, it changes nothing: the caller was told that nothing was done. The deadline is a time of the server's
 * own clock, which each answer shows. A connection that has not been answered yet does not know that clock, so its
 * first change is sent twice.
 *
 * The script answers with one value, not nil.
 */
export function changeScript<const Key extends string, const Arg extends string>(
  file: URL,
  names: ScriptNames<Key, Arg>,
): Script<Key, Arg> {
  const source = `-- change: ${nameOf(file)}\n${DEADLINE}local function change()\n${namesInLua(names)}\n${textOf(file)}\nend\nreturn { now, change() }`
  const execute = executor(source)
  return {
    async run(redis, keys, args, more = {}) {
      const { elapsed } = more.runtime ?? systemRuntime
      const [allKeys, allArgs] = inOrder(names, keys, args, more)
      const until = elapsed() + ANSWER_WITHIN_MS
      for (;;) {
        const deadline = Math.floor(until + (clocksAhead.get(redis) ?? 0))
        const [now, ...done] = TimedAnswer.parse(await execute(redis, allKeys, [...allArgs, deadline]))
        clocksAhead.set(redis, now - elapsed())
        if (done.length > 0) return done[0]
        // Redis was late, or its clock was set, or another server answers now.
        if (elapsed() > until) throw new RedisAway('Redis ran the script too late')
      }
    },
  }
}

/** The last argument is the deadline. */
const DEADLINE = `
local deadline = tonumber(table.remove(ARGV))
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > deadline then return { now } end
`

const nameOf = (file: URL) => {
  const path = fileURLToPath(file)
  return `${basename(dirname(path))}/${basename(path, '.lua')}`
}

const INCLUDE = /^-- include (\S+)$/gm

/** The file, with the files that it includes by a line `-- include <path>` in their places. */
const textOf = (file: URL): string =>
  readFileSync(file, 'utf8').replace(INCLUDE, (_, path: string) => textOf(new URL(path, file)))

function namesInLua({ keys, args }: ScriptNames<string, string>): string {
  const table = (names: readonly string[], list: string) =>
    `{ ${names.map((name, n) => `${name} = ${list}[${n + 1}]`).join(', ')} }`
  return `local key = ${table(keys, 'KEYS')}\nlocal arg = ${table(args, 'ARGV')}`
}

function inOrder<Key extends string, Arg extends string>(
  names: ScriptNames<Key, Arg>,
  keys: Readonly<Record<Key, string>>,
  args: Readonly<Record<Arg, string | number>>,
  { moreKeys = [], moreArgs = [] }: ScriptRun,
): [string[], (string | number)[]] {
  return [
    [...names.keys.map((name) => keys[name]), ...moreKeys],
    [...names.args.map((name) => args[name]), ...moreArgs],
  ]
}

/** Sends a script by its digest, and whole to a server that does not know it. */
function executor(source: string) {
  const sha = createHash('sha1').update(source).digest('hex')
  return (
    redis: RedisClient,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> => {
    gatherWrites(redis)
    return redis.evalsha(sha, keys.length, ...keys, ...args).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw redisError(error)
      return asking(() => redis.eval(source, keys.length, ...keys, ...args))
    })
  }
}

const gathering = new WeakSet<Redis['stream']>()

/**
 * While Redis is at work, the scripts of one turn of the event loop are sent in one write. Many small system calls would
 * cost more than the decisions between them.
 */
function gatherWrites(redis: RedisClient) {
  if (!('stream' in redis) || redis.status !== 'ready') return
  const { stream, commandQueue } = redis
  if (commandQueue.length === 0 || gathering.has(stream)) return
  gathering.add(stream)
  stream.cork()
  setImmediate(() => {
    gathering.delete(stream)
    stream.uncork()
  })
}

/** Runs a command. A failure of the connection, not of the command, becomes `RedisAway`. */
export async function asking<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command()
  } catch (error) {
    throw redisError(error)
  }
}

const ANSWERS_THAT_MEAN_AWAY =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM|UNBLOCKED)\b/

function redisError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RedisAway) return error
  const answered = error.name === 'ReplyError' && !ANSWERS_THAT_MEAN_AWAY.test(error.message)
  return answered ? error : new RedisAway('Redis cannot be reached', { cause: error })
}
