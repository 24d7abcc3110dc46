import { createStore } from '@xstate/store'
import { wordsOf } from '../../coordinator/protocol/call-search.ts'

/** Who is looked for among the colleagues. The tiles of the others step back, and none moves. */
export const findStore = createStore({
  context: { query: '' },
  on: { changed: (_, { query }: { query: string }) => ({ query }) },
})

/** Whether each word that is looked for begins one of the words, without regard to accents and order. */
export function isFound(query: string, text: string): boolean {
  const words = wordsOf(text)
  return wordsOf(query).every((wanted) => words.some((word) => word.startsWith(wanted)))
}

/** Of a tile: `hit`, `aside`, or null while nobody is looked for. @param words of the colleague: name and groups */
export const findingOf = (query: string, words: string): 'hit' | 'aside' | null =>
  query.trim() === '' ? null : isFound(query, words) ? 'hit' : 'aside'
