import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isColleagueOf } from '../colleagues/places.ts'
import type { Console } from '../desk/console.ts'
import type { Offer } from '../keys/offer.ts'
import { BUSY, isBusy, whyNotOwn } from '../keys/offers.ts'
import type { ActionId } from '../keys/table.ts'
import { t } from '../language/text.ts'

/** One line of the palette. */
export interface Choice {
  /** The same for the same thing, as long as it is there. */
  id: string
  words: string
  /** Of which call, or since when. */
  about?: string | undefined
  /** More words that find it. */
  also?: string
  /** What has the key that does the same. */
  action?: ActionId
  offer: Offer
}

/** Possible while the agent talks with nobody. */
export const unlessBusy = ({ desk }: Console, run: () => void): Offer =>
  isBusy(desk.getSnapshot().context.sections, null) ? { why: t(BUSY) } : { run }

/** For the call that this agent may pass on. */
export function ownCall({ desk, me }: Console) {
  return (run: (call: CallView) => void, connected = false): Offer => {
    const { current } = desk.getSnapshot().context.sections
    if (current === null) return { why: t('keys.why.onNoCall') }
    const why = whyNotOwn(current, me.agentId)
    if (why !== null) return { why }
    return connected && current.state === 'active.connecting'
      ? { why: t('keys.why.beingConnected') }
      : { run: () => run(current) }
  }
}

/** In the order of their names. */
export const colleaguesOf = ({ desk, me }: Console): AgentView[] =>
  [...desk.getSnapshot().context.confirmed.agents.values()]
    .filter(isColleagueOf(me))
    .sort((a, b) => a.name.localeCompare(b.name))
