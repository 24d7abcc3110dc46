import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { you } from '../language/you.ts'

/**
 * Why a caller came back to the ring: the time in the slot was over, a transfer was not taken, or a connection was lost.
 * @param entries the call's timeline; empty until it is read
 * @param nameOf `you` for the agent at this desk
 */
export function returnReason(
  entries: readonly TimelineEntry[],
  { parked }: Pick<CallView, 'parked'>,
  nameOf: (who: string) => string,
): string {
  const at = entries.findLastIndex(
    ({ state }, index) => state === 'parked.returning' && entries[index - 1]?.state !== 'parked.returning',
  )
  const [entry, cause] = [entries[at], causeOf(entries.slice(0, at))]
  const isYou = (who: string | null | undefined) => who && nameOf(who) === you()
  // The number that the parker had named was called from the lot: it comes back to everybody.
  const wasElse = entries[at - 1]?.state === 'parked.dialling'
  const toYou = !wasElse && isYou(parked?.by)
  const end = toYou ? ': back to you' : ''
  const slot = parked?.slot ? `, slot ${parked.slot}` : ''
  const name = (who: string | null | undefined) => capital(nameOf(who ?? 'nobody'))
  switch (entry?.event) {
    case 'DECLINE':
      return `${name(entry.by)} declined${end}`
    case 'OFFER':
      return `${name(targetOf(entries))} does not ring${end}`
    case 'transferTimeout':
      return `No answer from ${nameOf(targetOf(entries) ?? 'nobody')}${end}`
    case 'joinTimeout':
      return `${name(entry.from)} was not connected${end}`
    case 'LEG_ENDED':
      if (entry.refused) return `${name(targetOf(entries))} was not called${end}`
      return wasElse || entries[at - 1]?.state.startsWith('transferring')
        ? `${name(targetOf(entries))} was not reached${end}`
        : lost(entry.from)
    case 'AGENT_BACK':
      return lost(entry.by)
    case undefined:
      if (isYou(parked?.for)) return forYou()
      return `Back${toYou ? ' to you' : ''}${slot}`
    default:
      if (isYou(parked?.for)) return forYou()
      return cause?.event === 'PARK' || cause === undefined
        ? `Back from ${parked?.slot ? `slot ${parked.slot}` : 'the lot'}${parked?.by ? `, parked by ${nameOf(parked.by)}` : ''}`
        : lost(cause.from)
  }

  function forYou(): string {
    return `For you${parked?.by && !isYou(parked.by) ? `, from ${nameOf(parked.by)}` : ''}${slot}`
  }

  function lost(who: string | null): string {
    const name = nameOf(who ?? parked?.by ?? 'nobody')
    return `${capital(name)} ${name === you() ? 'were' : 'was'} disconnected${end}`
  }
}

/** Why the carrier refused the number, where that is why the caller came back last. */
export const refusalOf = (entries: readonly TimelineEntry[]): string | null =>
  entries.findLast(({ state }, index) => state === 'parked.returning' && entries[index - 1]?.state !== state)
    ?.refused ?? null

/** How the call came into its slot. */
const causeOf = (entries: readonly TimelineEntry[]) =>
  entries.findLast(
    ({ state }, index) => state === 'parked.waiting' && entries[index - 1]?.state !== 'parked.waiting',
  )

const targetOf = (entries: readonly TimelineEntry[]) =>
  entries.findLast(({ target }) => target !== undefined)?.target

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
