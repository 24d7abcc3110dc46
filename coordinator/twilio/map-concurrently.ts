const AT_ONCE = 10

/** Many things to ask Twilio about, a few at a time: Twilio counts how many requests are under way. */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  look: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const left = [...items.entries()]
  const results: Result[] = []
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await look(next[1])
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}
