import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Redis } from 'ioredis'
import { inTime } from '../../../coordinator/redis/change.ts'
import { type Script, scriptOf } from '../../../coordinator/redis/script.ts'
import { ROOT } from '../../setup/child.ts'

const sha1 = (source: string) => createHash('sha1').update(source).digest('hex')

/** Our scripts, by the digest that the product asks for them with. */
const SCRIPTS = new Map<string, { name: string; source: string; isChange: boolean }>()
for (const file of readdirSync(`${ROOT}/coordinator`, { recursive: true, encoding: 'utf8' }))
  if (file.endsWith('.lua')) {
    const source = readFileSync(`${ROOT}/coordinator/${file}`, 'utf8')
    const name = file.replace(/\.lua$/, '')
    SCRIPTS.set(sha1(source), { name, source, isChange: false })
    SCRIPTS.set(sha1(inTime(source)), { name, source: inTime(source), isChange: true })
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

const XADD = `${VIRTUAL_TIME} return redis.call('XADD', KEYS[1], unpack(ARGV))`

export interface ExecutedCommand {
  /** A script's path in coordinator/ without `.lua`, or the command. */
  name: string
  args: string[]
  result: unknown
  /** What a change answered; undefined where there was none, or it came too late. */
  change?: unknown
}

/** Another text for a script: a deliberate mistake in it. */
export type Rewrite = (name: string, source: string) => string

/** The real Redis, as one simulated world sees it: its own keys, and its own time. */
export class Store {
  #known = new Set(SCRIPTS.keys())
  readonly #scripts = new Map<string, Script>()

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
        const script = SCRIPTS.get(words[0] ?? '')
        if (!script || !this.#known.has(words[0] ?? '')) throw noScript()
        return this.#script(words[0] ?? '', script.source, words.slice(1))
      }
      case 'eval': {
        const sha = sha1(words[0] ?? '')
        this.#known.add(sha)
        return this.#script(sha, words[0] ?? '', words.slice(1))
      }
      case 'xadd': {
        const result = await this.real.eval(XADD, 1, ...words, this.now())
        return { name: 'xadd', args: words, result }
      }
      case 'multi': {
        const commands = args as unknown as [string, ...string[]][]
        const result = await this.real.multi(commands.map((one) => one.flat().map(String))).exec()
        return { name: 'multi', args: words, result }
      }
      default: {
        const methods = this.real as unknown as Record<string, (...words: string[]) => Promise<unknown>>
        const method = methods[command]
        if (!method) throw new Error(`There is no command ${command}`)
        return { name: command, args: words, result: await method.call(this.real, ...words) }
      }
    }
  }

  /** Everything is lost, the scripts too. */
  async forget(): Promise<void> {
    this.#known.clear()
    const keys = await this.real.keys(`${this.prefix.replaceAll(/[{}]/g, '?')}*`)
    if (keys.length > 0) await this.real.unlink(keys)
  }

  async #script(sha: string, source: string, words: string[]): Promise<ExecutedCommand> {
    const { name, isChange } = SCRIPTS.get(sha) ?? { name: 'eval', isChange: false }
    const script = this.#scripts.get(sha) ?? scriptOf(`${VIRTUAL_TIME}${this.rewrite(name, source)}`)
    this.#scripts.set(sha, script)
    const count = 1 + Number(words[0])
    const [keys, args] = [words.slice(1, count), words.slice(count)]
    const result = await script.run(this.real, keys, [...args, this.now()])
    const change: unknown = isChange && Array.isArray(result) ? result[1] : undefined
    return { name, args, result, change }
  }
}

function noScript(): Error {
  const error = new Error('NOSCRIPT No matching script. Please use EVAL.')
  error.name = 'ReplyError'
  return error
}
