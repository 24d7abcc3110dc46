import { type Reachability, whyDeaf } from '../../coordinator/protocol/reachability.ts'
import type { Connection } from '../feed/desk-store.ts'
import { dayAndTime, timeOfDay } from '../language/formats.ts'
import { t } from '../language/text.ts'
import type { PageState } from './page-store.ts'
import { whyDeafWords } from './why-deaf-words.ts'

interface OwnReachFacts {
  connection: Connection
  page: PageState
  /** What the server says of this agent. Null: it knows no console of theirs. */
  rings: Reachability | null
  /** Of the tabs that share a stream, this one makes the sound. */
  appointed: boolean
  /** Something between this browser and the server holds the stream back. */
  heldBack: boolean
}

/**
 * What the line under the header says: `yes` needs the page's own facts and the word of the server. `quiet`: the agent wants
 * it so.
 */
export interface OwnReach {
  rings: 'yes' | 'no' | 'unproven' | 'quiet'
  words: string
  /** Something in this browser must be mended. */
  mend: boolean
}

/** Whether a call can ring in this browser, in words; else why not. */
export function ownReach({ connection, page, rings, appointed, heldBack }: OwnReachFacts): OwnReach {
  if (heldBack) return { rings: 'no', words: t('reach.heldBack'), mend: false }
  if (connection === 'reconnecting' || connection === 'offline')
    return { rings: 'no', words: t('reach.noConnection'), mend: false }
  const why = whyDeaf(page.facts)
  if (why === 'quiet_hours') return { rings: 'quiet', words: quietWords(page.quietUntil), mend: false }
  if (why !== null) {
    const words = why === 'microphone_blocked' ? blockedWords(page) : t(whyDeafWords[why])
    // The server's word on the tab that makes the sound may be older than this fact.
    const elsewhere = rings?.ok && !appointed
    return { rings: 'no', words: elsewhere ? t('reach.elsewhere', { why: words }) : words, mend: true }
  }
  if (connection === 'connecting' || rings === null || rings.why === 'unproven')
    return { rings: 'unproven', words: t('reach.beingProven'), mend: false }
  if (!rings.ok) return { rings: 'no', words: t('reach.notHeard'), mend: false }
  return { rings: 'yes', words: appointed ? t('reach.ringsHere') : t('reach.otherTab'), mend: false }
}

/** A browser that has not been asked blocks the microphone too. */
const blockedWords = ({ permission, attempt }: PageState) =>
  permission === 'prompt' && attempt === null ? t('reach.notAllowedYet') : t(whyDeafWords.microphone_blocked)

/** `until 08:00`, or `until Mon 08:00` where that is not within a day. */
export function quietWords(until: number | null, now = Date.now()): string {
  if (until === null) return ''
  return t('reach.until', { time: until - now < DAY_MS ? timeOfDay(until) : dayAndTime(until) })
}

const DAY_MS = 86_400_000
