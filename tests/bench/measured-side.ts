/** One of the two that are measured beside each other. */
export interface MeasuredSide {
  url: string
  /** Calls that can be changed, over and over. */
  subjects: MeasuredCall[]
  /** What a console's stream is asked for with: `count` of them. */
  consoles(count: number): { path: string; headers: Readonly<Record<string, string>>[] }
  /** How many calls a coordinator has on its desk. */
  live(url: string): Promise<number>
  /** A whole request of Twilio's, for a caller who has not called before. */
  voice(): string
}

export interface MeasuredCall {
  /** What it is called in Redis. */
  name: string
  /** The call's rev after the last change. */
  rev: number
  /** The request for the next change, as it goes over the wire. */
  next(): string
}

/** The same two changes in turn, for ever. */
export function subject(name: string, rev: number, request: (turn: number) => string): MeasuredCall {
  let turn = 0
  return { name, rev, next: () => request(turn++) }
}
