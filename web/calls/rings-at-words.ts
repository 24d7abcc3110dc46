/** More names than that help nobody on a card. */
const NAMED = 3

/** `Rings at Ben and Sanna, not at Ida`. */
export function ringsAtWords(at: readonly string[], notAt: readonly string[]): string {
  const not = notAt.length === 0 ? '' : `not at ${listOf(notAt)}`
  if (at.length === 0) return `Rings nowhere: ${not}`
  return `Rings at ${listOf(at)}${not === '' ? '' : `, ${not}`}`
}

function listOf(names: readonly string[]): string {
  const named =
    names.length > NAMED ? [...names.slice(0, NAMED - 1), `${names.length - NAMED + 1} more`] : names
  const last = named.at(-1) ?? ''
  return named.length < 2 ? last : `${named.slice(0, -1).join(', ')} and ${last}`
}
