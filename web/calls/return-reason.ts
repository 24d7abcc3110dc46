import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { t } from '../language/text.ts'
import { isYou } from '../language/you.ts'

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
  const isMe = (who: string | null | undefined) => who != null && isYou(nameOf(who))
  // The number that the parker had named was called from the lot: it comes back to everybody.
  const wasElse = entries[at - 1]?.state === 'parked.dialling'
  const mine = !wasElse && isMe(parked?.by) ? 'yes' : 'no'
  const slot = parked?.slot ? String(parked.slot) : 'none'
  const by = parked?.by ? nameFor(parked.by) : 'none'
  switch (entry?.event) {
    case 'DECLINE':
      return t('back.declined', { name: nameFor(entry.by), mine })
    case 'OFFER':
      return t('back.ringsNot', { name: nameFor(targetOf(entries)), mine })
    case 'transferTimeout':
      return t('back.noAnswer', { name: nameFor(targetOf(entries)), mine })
    case 'joinTimeout':
      return t('back.notConnected', { name: nameFor(entry.from), mine })
    case 'LEG_ENDED':
      if (entry.refused) return t('back.notCalled', { name: nameFor(targetOf(entries)), mine })
      return wasElse || entries[at - 1]?.state.startsWith('transferring')
        ? t('back.notReached', { name: nameFor(targetOf(entries)), mine })
        : lost(entry.from)
    case 'AGENT_BACK':
      return lost(entry.by)
    case undefined:
      return isMe(parked?.for) ? forYou() : t('back.back', { mine, slot })
    default:
      if (isMe(parked?.for)) return forYou()
      return cause?.event === 'PARK' || cause === undefined
        ? t('back.fromSlot', { slot, by })
        : lost(cause.from)
  }

  function forYou(): string {
    return t('back.forYou', { by: by === 'you' ? 'none' : by, slot })
  }

  function lost(who: string | null): string {
    return t('back.disconnected', { name: nameFor(who ?? parked?.by), mine })
  }

  /** As the texts choose between `you` and a name. */
  function nameFor(who: string | null | undefined): string {
    if (who == null) return t('back.nobody')
    return isMe(who) ? 'you' : nameOf(who)
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
