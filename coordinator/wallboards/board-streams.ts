import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { DeskReader } from '../calls/desk-reader.ts'
import type { TodayCounter } from '../calls/today.ts'
import { Refusal } from '../http/problem.ts'
import type { LiveSettings } from '../live-settings/live-settings.ts'
import type { BoardNames, Screen } from '../protocol/board.ts'
import { agentFor } from '../protocol/masked.ts'
import { sightOf } from '../protocol/sight.ts'
import type { Today } from '../protocol/today.ts'
import { RedisAway } from '../redis/redis-away.ts'
import type { Clock, Runtime } from '../runtime.ts'
import { boardOf } from './board.ts'
import type { Screens } from './screens.ts'

/** Of one screen, at a process: its browser opens a new stream before the old one is known to be dead. */
const MOST_OF_ONE_SCREEN = 4
const LOOK_EVERY_MS = 1_000
/** In looks. How often the screens are checked, the day is counted, the board is confirmed, and its use is noted. */
const CHECK_EVERY = 2
const COUNT_EVERY = 5
const BEAT_EVERY = 10
const NOTE_EVERY = 60
/** How long a closed stream may take to send what was written to it. */
const CLOSES_WITHIN_MS = 1_000
/** Bytes. A screen that reads nothing for that long is gone. */
const MOST_UNREAD = 64 * 1024

export interface BoardStreamsDeps {
  screens: Pick<Screens, 'ids' | 'noteUse'>
  desk: Pick<DeskReader, 'calls' | 'call' | 'agents'>
  today: TodayCounter
  live: Pick<LiveSettings, 'now'>
  /** Whether this process knows what the desk is like now. */
  isCurrent(): boolean
  clock: Clock
  runtime: Pick<Runtime, 'every' | 'after'>
  log: Pick<Logger, 'warn'>
}

interface BoardStream {
  screen: Pick<Screen, 'id' | 'names'>
  response: ServerResponse
  /** Its head is written. */
  begun: boolean
  /** The board that it has. */
  shown: string
}

/**
 * The streams of screens without a sign-in, at this process. Each has figures alone, which are looked at once a second for all of
 * them. A screen that is revoked, here or elsewhere, loses its streams within three seconds.
 */
export function createBoardStreams(deps: BoardStreamsDeps) {
  const { screens, desk, clock, runtime, log } = deps
  const streams = new Set<BoardStream>()
  let today: Today | null = null
  let looks = 0
  let looking = false
  let stopLooking: (() => void) | null = null

  const close = (stream: BoardStream) => {
    if (!streams.delete(stream)) return
    const { response } = stream
    if (stream.begun) {
      response.end()
      const tooLate = runtime.after(CLOSES_WITHIN_MS, () => response.destroy())
      response.once('close', tooLate)
    }
    if (streams.size > 0) return
    stopLooking?.()
    stopLooking = null
  }

  function write({ response, begun }: BoardStream, event: string, data: string): void {
    if (!begun) return
    if (response.writableLength > MOST_UNREAD) response.destroy()
    else response.write(`event: ${event}\ndata: ${data}\n\n`)
  }

  const beat = (stream: BoardStream) =>
    write(stream, 'beat', JSON.stringify({ at: new Date(clock.now()).toISOString() }))

  function show(): void {
    const { waits, ...rules } = deps.live.now()
    // Agents look at the screen too.
    const sight = sightOf('agent', rules)
    const agents = desk.agents().map((agent) => agentFor(sight, agent, desk.call(agent.callSid ?? '')))
    const input = { calls: desk.calls(), agents, today, waits, now: clock.now() }
    const boards = new Map<BoardNames, string>()
    for (const stream of streams) {
      const { names } = stream.screen
      const board = boards.get(names) ?? JSON.stringify(boardOf(input, names))
      boards.set(names, board)
      if (!stream.begun || board === stream.shown) continue
      stream.shown = board
      write(stream, 'board', board)
    }
  }

  /** Does what is due. While Redis is away, no beat comes: the screens say that they are old. */
  async function look(): Promise<void> {
    looks += 1
    const due = (every: number) => looks % every === 0
    if (due(CHECK_EVERY)) {
      const there = await screens.ids()
      for (const stream of streams) if (!there.has(stream.screen.id)) close(stream)
    }
    if (due(COUNT_EVERY)) today = await deps.today.today()
    if (due(NOTE_EVERY)) await screens.noteUse([...new Set([...streams].map(({ screen }) => screen.id))])
    if (!deps.isCurrent()) return
    show()
    if (due(BEAT_EVERY)) for (const stream of streams) beat(stream)
  }

  function lookOnce(): void {
    if (looking) return
    looking = true
    look()
      .catch((error: unknown) => {
        if (!(error instanceof RedisAway)) log.warn({ err: error }, 'The boards could not be shown')
      })
      .finally(() => {
        looking = false
      })
  }

  return {
    /**
     * Answers the request of a screen. Resolves when the stream has begun.
     * @throws {Refusal} when it has too many; RedisAway
     */
    async open(
      screen: Pick<Screen, 'id' | 'names'>,
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<void> {
      if ([...streams].filter((it) => it.screen.id === screen.id).length >= MOST_OF_ONE_SCREEN)
        throw new Refusal('rate_limited', 'The screen is open elsewhere already', { retryAfterS: 30 })
      const stream: BoardStream = { screen, response, begun: false, shown: '' }
      streams.add(stream)
      response.on('close', () => close(stream))
      try {
        await screens.noteUse([screen.id])
        today = await deps.today.today()
      } catch (error) {
        close(stream)
        throw error
      }
      // It was revoked, or has gone.
      if (!streams.has(stream)) throw new Refusal('unauthenticated')
      request.socket.setNoDelay(true)
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      })
      response.flushHeaders()
      stream.begun = true
      stopLooking ??= runtime.every(LOOK_EVERY_MS, lookOnce)
      if (!deps.isCurrent()) return
      beat(stream)
      show()
    },

    /** The screens connect to another process. */
    closeAll(): void {
      for (const stream of streams) close(stream)
    },
  }
}
export type BoardStreams = ReturnType<typeof createBoardStreams>
