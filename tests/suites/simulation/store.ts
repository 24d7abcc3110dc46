import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

const sha1 = (source: string) => createHash('sha1').update(source).digest('hex')

interface KnownScript {
  /** `calls/commit` for coordinator/calls/commit.lua. */
  name: string
  isChange: boolean
  /** What runs in its place. */
  text: string
  sha: string
}

/** A script of the product says in its first line what it is. */
function scriptIn(source: string, rewrite: Rewrite): KnownScript {
  const [, kind, name = 'unnamed'] = /^-- (script|change): (\S+)\n/.exec(source) ?? []
  const text = `${VIRTUAL_TIME}${rewrite(name, source)}`
  return { name, isChange: kind === 'change', text, sha: sha1(text) }
}

/**
 * Lets the server's clock stand where the simulation says: the last argument of each script is the time,
 * taken off before the script sees its arguments. Ids of streams are made of that time, by Redis's own rule.
 */
const VIRTUAL_TIME = `
local now = tonumber(table.remove(ARGV))
local real = redis
local function id(key)
  local last = real.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  local ms, n = string.match(last and last[1] or '0-0', '(%d+)-(%d+)')
  if tonumber(ms) >= now then return ms .. '-' .. string.format('%d', n + 1) end
  return string.format('%d-0', now)
end
local redis = setmetatable({ call = function(name, ...)
  if name == 'TIME' then
    return { string.format('%d', math.floor(now / 1000)), string.format('%d', now % 1000 * 1000) }
  end
  if name ~= 'XADD' then return real.call(name, ...) end
  local all = { ... }
  for n, word in ipairs(all) do if word == '*' then all[n] = id(all[1]) break end end
  return real.call(name, unpack(all))
end }, { __index = real })
`.replaceAll('\n', ' ')

export interface ExecutedCommand {
  /** A script's name, or the command. */
  name: string
  args: string[]
  result: unknown
  /** What a commit answered. Undefined when the script is no commit, or came too late. */
  change?: unknown
}

/** Puts a deliberate mistake into a script. */
export type Rewrite = (name: string, source: string) => string

/** The real Redis, as one simulated world sees it: its own keys, and its own time. */
export class Store {
  /** What the simulated server has been sent, by its digest. */
  readonly #known = new Map<string, KnownScript>()
  /** When keys expire that were given a time to live. */
  readonly #expiries = new Map<string, number>()

  constructor(
    readonly real: Redis,
    private readonly prefix: string,
    private readonly now: () => number,
    private readonly rewrite: Rewrite,
  ) {}

  async run(command: string, args: readonly unknown[]): Promise<ExecutedCommand> {
    const words = args.flat().map(String)
    switch (command) {
      case 'evalsha': {
        const script = this.#known.get(words[0] ?? '')
        if (!script) throw noScript()
        return this.#script(script, words.slice(1))
      }
      case 'eval': {
        const source = words[0] ?? ''
        const script = scriptIn(source, this.rewrite)
        this.#known.set(sha1(source), script)
        return this.#script(script, words.slice(1))
      }
      case 'multi': {
        const commands = args as unknown as [string, ...string[]][]
        const result = await this.real.multi(commands.map((one) => one.flat().map(String))).exec()
        return { name: 'multi', args: words, result }
      }
      case 'set':
        return { name: command, args: words, result: await this.real.set(...this.#withoutExpiry(words)) }
      case 'pttl': {
        const key = words[0] ?? ''
        await this.#expire(key)
        const until = this.#expiries.get(key)
        const left = until === undefined ? await this.real.pttl(key) : until - this.now()
        return { name: command, args: words, result: left }
      }
      default: {
        await this.#expire(words[0] ?? '')
        const methods = this.real as unknown as Record<string, (...words: string[]) => Promise<unknown>>
        const method = methods[command]
        if (!method) throw new Error(`There is no command ${command}`)
        return { name: command, args: words, result: await method.call(this.real, ...words) }
      }
    }
  }

  /** Redis loses all data and all scripts. */
  async forget(): Promise<void> {
    this.#known.clear()
    this.#expiries.clear()
    const keys = await this.real.keys(`${this.prefix.replaceAll(/[{}]/g, '?')}*`)
    if (keys.length > 0) await this.real.unlink(keys)
  }

  /** A key that a plain command lets expire does so in the simulated time. */
  #withoutExpiry([key = '', value = '', ...options]: string[]): [string, string] {
    const at = options.findIndex((word) => word === 'PX' || word === 'EX')
    const unitMs = options[at] === 'EX' ? 1000 : 1
    this.#expiries.delete(key)
    if (at >= 0) this.#expiries.set(key, this.now() + Number(options[at + 1]) * unitMs)
    return [key, value]
  }

  async #expire(key: string): Promise<void> {
    if ((this.#expiries.get(key) ?? Number.POSITIVE_INFINITY) > this.now()) return
    this.#expiries.delete(key)
    await this.real.unlink(key)
  }

  async #script({ name, isChange, text, sha }: KnownScript, words: string[]): Promise<ExecutedCommand> {
    const count = Number(words[0])
    const [keys, args] = [words.slice(1, 1 + count), words.slice(1 + count)]
    const result = await this.real
      .evalsha(sha, count, ...keys, ...args, this.now())
      .catch((error: unknown) => {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
        return this.real.eval(text, count, ...keys, ...args, this.now())
      })
    const change: unknown = isChange && Array.isArray(result) ? result[1] : undefined
    return { name, args, result, change }
  }
}

function noScript(): Error {
  const error = new Error('NOSCRIPT No matching script. Please use EVAL.')
  error.name = 'ReplyError'
  return error
}
