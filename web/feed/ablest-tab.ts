import { type ConsoleFacts, whyDeaf } from '../../coordinator/protocol/reachability.ts'

/**
 * Of the tabs of one browser, the one that makes the sound and speaks for all. It is a tab that can ring. Of several, the
 * one that has done it until now comes first, then one that is seen. Of tabs that cannot ring, one that may make sound comes
 * first.
 */
export function ablestTab<T extends { readonly facts: ConsoleFacts }>(
  tabs: readonly T[],
  before: T | null,
): T | null {
  const rank = (tab: T) =>
    (whyDeaf(tab.facts) === null ? 8 : 0) +
    (tab.facts.sound ? 4 : 0) +
    (tab === before ? 2 : 0) +
    (tab.facts.visible ? 1 : 0)
  return tabs.reduce<T | null>((best, tab) => (best && rank(best) >= rank(tab) ? best : tab), null)
}
