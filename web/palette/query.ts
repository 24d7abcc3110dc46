/** What somebody has typed, taken apart. */
export interface Query {
  text: string
  /** What it begins with, where that says what is wanted. */
  verb: 'call' | 'transfer' | 'ask' | 'find' | null
  /** Behind the verb, as typed. */
  rest: string
}

const VERBS = {
  call: ['call', 'dial', 'ring'],
  transfer: ['transfer'],
  ask: ['ask', 'consult'],
  find: ['find', 'search'],
} as const
/** They stand between a verb and a name. */
const FILLERS = /^(?:to|for|in|first)\s+/i

export function readQuery(text: string): Query {
  const [, first = '', rest = ''] = /^\s*(\p{L}+)\s+(.*)$/u.exec(text) ?? []
  const verb = (Object.keys(VERBS) as (keyof typeof VERBS)[]).find((it) =>
    VERBS[it].some((word) => word === first.toLowerCase()),
  )
  return verb === undefined
    ? { text, verb: null, rest: text.trim() }
    : { text, verb, rest: rest.replace(FILLERS, '').trim() }
}

/** How well words fit: lower is better, null not at all. Each typed word begins a word of the entry. */
export function costOf(query: readonly string[], words: readonly string[]): number | null {
  let sum = 0
  for (const typed of query) {
    const at = words.findIndex((word) => word.startsWith(typed))
    if (at < 0) return null
    sum += at
  }
  return sum
}
