import { type Reachability, whyDeaf } from '../../coordinator/protocol/reachability.ts'
import type { Connection } from '../feed/desk-store.ts'
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

/** What the line under the header says: `yes` needs the page's own facts and the word of the server. */
export interface OwnReach {
  rings: 'yes' | 'no' | 'unproven'
  words: string
  /** Something in this browser must be mended. */
  mend: boolean
}

/** Whether a call can ring in this browser, in words; else why not. */
export function ownReach({ connection, page, rings, appointed, heldBack }: OwnReachFacts): OwnReach {
  if (heldBack) return { rings: 'no', words: 'a proxy holds the live feed back', mend: false }
  if (connection === 'reconnecting' || connection === 'offline')
    return { rings: 'no', words: 'no connection to the server', mend: false }
  const why = whyDeaf(page.facts)
  if (why !== null) {
    const words = why === 'microphone_blocked' ? blockedWords(page) : whyDeafWords[why]
    // The server's word on the tab that makes the sound may be older than this fact.
    const elsewhere = rings?.ok && !appointed ? '. It rings in another tab' : ''
    return { rings: 'no', words: `${words}${elsewhere}`, mend: true }
  }
  if (connection === 'connecting' || rings === null || rings.why === 'unproven')
    return { rings: 'unproven', words: 'being proven', mend: false }
  if (!rings.ok) return { rings: 'no', words: 'the server does not hear this page', mend: false }
  return { rings: 'yes', words: appointed ? 'Rings here' : 'Rings in another tab', mend: false }
}

/** A browser that has not been asked blocks the microphone too. */
const blockedWords = ({ permission, attempt }: PageState) =>
  permission === 'prompt' && attempt === null ? 'microphone not allowed yet' : whyDeafWords.microphone_blocked
