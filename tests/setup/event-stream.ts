/** An event of a `text/event-stream`, as our servers write them: each field on one line, and JSON in `data`. */
interface StreamEvent {
  id: string | null
  event: string | undefined
  data: unknown
}

/** Reads such a stream as it comes, in pieces of any length. */
export class EventStream {
  #rest = ''

  /** @returns the events that this piece completes; a comment is none */
  read(text: string): StreamEvent[] {
    const parts = (this.#rest + text).split('\n\n')
    this.#rest = parts.pop() ?? ''
    return parts.flatMap(eventIn)
  }

  /** The connection is gone; what was cut off in the middle is nothing. */
  cut(): void {
    this.#rest = ''
  }
}

function eventIn(part: string): StreamEvent[] {
  const fields = new Map(
    part.split('\n').map((line): [string, string] => {
      const at = line.indexOf(': ')
      return [line.slice(0, at), line.slice(at + 2)]
    }),
  )
  const data = fields.get('data')
  return data === undefined
    ? []
    : [{ id: fields.get('id') ?? null, event: fields.get('event'), data: JSON.parse(data) }]
}
