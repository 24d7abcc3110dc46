/** An entry of the feed's stream. */
export interface FeedEntry {
  id: string
  /** `call`, `agent`, `voicemail`, `office`, `settings`, `groups`, `contacts` or `revoked`. */
  t: string
  /** JSON. */
  d: string
}

/** The entries that one commit appended to the feed. */
export interface FeedAppend {
  /** Id of the entry that stood last before them. */
  after: string
  entries: FeedEntry[]
}
