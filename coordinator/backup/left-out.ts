/**
 * Every kind of key that a backup leaves out, and why. Keys have their names of redis/keys.ts. Keys that only one store
 * knows have their names in Redis. Each kind must be here or in a part: a test checks it.
 */
const LIVE = 'live calls: the carrier says which there are, and the adoption finds their callers'
const SIGNED_IN = 'who is signed in: people sign in again, and an old session must open nothing'
const BRIEF = 'it counts or remembers something for minutes'
const DERIVED = 'it is made anew from what is there'
const WORK = 'work that was under way: done twice it would harm, and what is still due is found again'

export const LEFT_OUT: Readonly<Record<string, string>> = {
  live: LIVE,
  lot: LIVE,
  legs: LIVE,
  talking: LIVE,
  followedRedirect: LIVE,
  outsideLegs: LIVE,
  outsideSpent: 'minutes of one day: the carrier bills them, and the next day counts anew',
  earlyEnds: BRIEF,
  requests: BRIEF,
  agentRequests: BRIEF,
  dial: BRIEF,
  dialIntents: BRIEF,
  dialling: BRIEF,
  echo: BRIEF,
  timers: WORK,
  outbox: WORK,
  owed: WORK,
  agent: SIGNED_IN,
  agentHistory: SIGNED_IN,
  agentRevs: SIGNED_IN,
  roster: 'the desk gets its agents from the accounts',
  lastSeen: SIGNED_IN,
  screens: 'links of screens on the wall: one that was revoked since must open nothing',
  screensUsed: 'when they were used',
  feed: 'news for consoles that are open: what it told is in the other data',
  epoch: 'it says that this Redis has lost everything, which is true',
  keptFor: DERIVED,
  coordinators: 'heartbeats',
  swept: 'heartbeats',
  worker: 'heartbeats',
  backup: 'when the last backup was written here',
  oidcFlow: BRIEF,
  'oidc-starts': BRIEF,
  oidcSessions: SIGNED_IN,
  'session:': SIGNED_IN,
  sessions: SIGNED_IN,
  'known-browsers-key': 'a secret; browsers are known again with the next sign-in',
  'totp-enrolment:': BRIEF,
  'passkey-challenge:': BRIEF,
  'attempts:': BRIEF,
  'requests:': BRIEF,
  outbound: BRIEF,
  'set-aside': 'what no version can read, kept for an operator',
  layout: 'the migrations that are applied to this Redis',
  migrations: 'the migrations that are applied to this Redis',
  migrating: BRIEF,
  serving: 'heartbeats',
}
