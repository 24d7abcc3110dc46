/**
 * A part of the console that is not in the first load. It is fetched once. After a failure only a reload of the page
 * helps, because Vite does not fetch the styles of a part again.
 */
export function partOf<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null
  return () => {
    loading ??= load()
    return loading
  }
}

/** Fetches parts before they are needed. What needs the part later gets the error. */
export function prefetch(...parts: (() => Promise<unknown>)[]): void {
  for (const part of parts) part().catch(() => undefined)
}

/** Fetches parts one after another: all at once would keep the page from answering. */
export async function prefetchInTurn(...parts: (() => Promise<unknown>)[]): Promise<void> {
  for (const part of parts) await part().catch(() => undefined)
}
