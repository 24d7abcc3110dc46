/** Whether an id of the feed is later than another: milliseconds first, then the count within them. */
export function isLater(id: string, than: string): boolean {
  const [ms = 0, n = 0] = id.split('-').map(Number)
  const [thanMs = 0, thanN = 0] = than.split('-').map(Number)
  return ms === thanMs ? n > thanN : ms > thanMs
}
