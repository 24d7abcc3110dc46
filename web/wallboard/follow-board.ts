import { Board, BoardBeat } from '../../coordinator/protocol/board.ts'

/** A beat comes every 10 s: a stream that brings nothing for that long is dead. */
const SILENT_MS = 25_000
const AGAIN_AFTER_MS = 1_000
/** The link is not good: it may be good again, after Redis had lost everything and was put back. */
const REFUSED_AGAIN_AFTER_MS = 30_000

export interface BoardListener {
  board(board: Board): void
  /** What is shown was true at that time of the server (ms since the epoch). */
  beat(serverTime: number): void
  /** The token opens nothing. */
  refused(): void
}

/**
 * Reads the stream of a screen, and opens it again whenever it ends. The token goes into a header: an EventSource could send it in an
 * address only, which proxies log.
 * @returns ends it
 */
export function followBoard(token: string, listener: BoardListener): () => void {
  const stopping = new AbortController()
  void follow()
  return () => stopping.abort()

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      const status = await read().catch(() => null)
      if (status === 401) listener.refused()
      await pause(status === 401 ? REFUSED_AGAIN_AFTER_MS : AGAIN_AFTER_MS, stopping.signal)
    }
  }

  /** Resolves with the status when the stream is over. */
  async function read(): Promise<number> {
    const reading = new AbortController()
    const abort = () => reading.abort()
    stopping.signal.addEventListener('abort', abort)
    let alarm = setTimeout(abort, SILENT_MS)
    try {
      const response = await fetch('/api/wallboard', {
        headers: { authorization: `Bearer ${token}` },
        credentials: 'omit',
        cache: 'no-store',
        signal: reading.signal,
      })
      if (!response.ok || response.body === null) return response.status
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      let text = ''
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return response.status
        clearTimeout(alarm)
        alarm = setTimeout(abort, SILENT_MS)
        const events = (text + value).split('\n\n')
        text = events.pop() ?? ''
        for (const event of events) take(event)
      }
    } finally {
      clearTimeout(alarm)
      stopping.signal.removeEventListener('abort', abort)
    }
  }

  function take(event: string): void {
    const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? []
    if (name === 'board') listener.board(Board.parse(JSON.parse(data ?? '')))
    if (name === 'beat') listener.beat(Date.parse(BoardBeat.parse(JSON.parse(data ?? '')).at))
  }
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
