/**
 * Every key of a site, and its type. The braces are literal: they put one site into one cluster slot, so that a commit
 * over several keys is atomic, while sites spread over the cluster.
 *
 * Some keys are named by older words than the code (`seen`, `asked`, `over`, `dial`, `swept`): a rename would be a
 * migration of live data, and would gain nothing.
 */
export function keysOf(site: string) {
  const prefix = `sw:{${site}}:`
  return {
    prefix,
    /** hash: rev, at, version, snapshot, timers; view, until the call has ended; voicemail, where there is a message */
    call: (callSid: string) => `${prefix}call:${callSid}`,
    /** hash: keys of answered requests, and the ring that bounds them */
    requests: (callSid: string) => `${prefix}seen:${callSid}`,
    /** string: rev of the last redirect that the leg has followed; kept as long as a call lasts */
    followedRedirect: (legSid: string) => `${prefix}asked:${legSid}`,
    /** list of TimelineEntry */
    history: (callSid: string) => `${prefix}history:${callSid}`,
    /** hash: rev, at, version, snapshot, timers, view */
    agent: (agentId: string) => `${prefix}agent:${agentId}`,
    /** hash: keys of answered requests of that agent, and the ring that bounds them */
    agentRequests: (agentId: string) => `${prefix}agent-requests:${agentId}`,
    /** list of AgentHistoryEntry */
    agentHistory: (agentId: string) => `${prefix}agent-history:${agentId}`,
    /** stream: t (call, agent, voicemail, office, settings, groups, contacts, revoked, restored), d (JSON) */
    feed: `${prefix}feed`,
    /** string: made anew when everything was lost */
    epoch: `${prefix}epoch`,
    /** hash: agent -> the call on which the agent talks */
    talking: `${prefix}talking`,
    /** string: DialIntent (dialling/intents.ts), for a day; a minute when the agent was busy */
    dial: (id: string) => `${prefix}dial:${id}`,
    /** sorted set: DialIntent of the last day -> when it was stored (ms) */
    dialIntents: `${prefix}dial-intents`,
    /** hash: agent -> until when (ms) and for which intent Twilio is asked to call a number */
    dialling: `${prefix}dialling`,
    /** hash: slot -> the call that is parked in it */
    lot: `${prefix}lot`,
    /** sorted set: `<slot>|<call>|<rev>` -> when the call took the slot (ms); of the last day */
    slotStays: `${prefix}slot-stays`,
    /** sorted set: live call -> the time of the carrier's last news of it (ms) */
    live: `${prefix}live`,
    /** sorted set: ended call -> when it ended (ms) */
    ended: `${prefix}ended`,
    /** string: how long all ended calls are kept (ms) */
    keptFor: `${prefix}kept-for`,
    /** sorted set: call with a message -> when the message was left (ms) */
    voicemails: `${prefix}voicemails`,
    /** set: calls with a message that nobody has heard */
    unheard: `${prefix}unheard`,
    /** sorted set: ended call with recordings -> when the first of them began (ms) */
    recordings: `${prefix}recordings`,
    /** sorted set: ended call of which Twilio has not told all recordings -> when it ended, or Twilio was asked (ms) */
    unsettled: `${prefix}unsettled`,
    /** hash: rev, settings (Office as JSON) */
    office: `${prefix}office`,
    /** hash: rev, settings (StoredSettings as JSON) */
    settings: `${prefix}settings`,
    /** hash: rev, settings (Groups as JSON) */
    groups: `${prefix}groups`,
    /** hash: agent -> StoredAccount */
    accounts: `${prefix}accounts`,
    /** hash: agent -> StoredFactors */
    secondFactors: `${prefix}second-factors`,
    /** hash: agent -> the last use of a session (ms) */
    lastSeen: `${prefix}last-seen`,
    /** hash: id -> StoredScreen (wallboards/screens.ts) */
    screens: `${prefix}screens`,
    /** hash: screen -> when it was used last (ms) */
    screensUsed: `${prefix}screens-used`,
    /** string: a sign-in that waits for the OpenID provider (oidc/flows.ts), for ten minutes */
    oidcFlow: (id: string) => `${prefix}oidc-flow:${id}`,
    /** hash: hash of a session's token -> what the OpenID provider gave for it (oidc/company-sessions.ts) */
    oidcSessions: `${prefix}oidc-sessions`,
    /** hash: agent -> Preferences */
    preferences: `${prefix}preferences`,
    /** hash: id -> Contact */
    contacts: `${prefix}contacts`,
    /** hash: rev (counts up by one with each change of any contact), last (token of the last change) */
    contactsState: `${prefix}contacts-state`,
    /** string: a sound that the office uploaded, WAV or MP3; expires while no settings name it */
    audio: (id: string) => `${prefix}audio:${id}`,
    /** sorted set: `call|<sid>|<token>` or `agent|<id>|<token>` -> when it is due (ms) */
    timers: `${prefix}timers`,
    /** hash: command id -> CarrierCommand */
    outbox: `${prefix}outbox`,
    /** sorted set: command id -> when it is to be tried (again) (ms) */
    owed: `${prefix}owed`,
    /** hash: leg -> its call */
    legs: `${prefix}legs`,
    /** sorted set: leg whose end was told before it was known -> when that was told (ms); of the last minutes only */
    earlyEnds: `${prefix}over`,
    /** hash: agent -> rev of its view, which also counts the calls on which the agent talks */
    agentRevs: `${prefix}agent-revs`,
    /** string, until it expires: the console has echoed a beat at a process that does not serve its stream */
    echo: (consoleId: string) => `${prefix}echo:${consoleId}`,
    /** hash: agent -> RosterEntry */
    roster: `${prefix}roster`,
    /** hash: outside leg, or reservation of one -> since or until when (ms), and for which agent (calls/outside-legs.lua) */
    outsideLegs: `${prefix}outside-legs`,
    /** hash: the day, and how long outside legs of that day have lasted (ms), by agent and in all */
    outsideSpent: `${prefix}outside-spent`,
    /** stream: d (an audit entry, JSON) */
    audit: (what: string) => `${prefix}audit:${what}`,
    /** sorted set: coordinator -> its last heartbeat (ms) */
    coordinators: `${prefix}coordinators`,
    /** string: when the last sweep was done (ms) */
    swept: `${prefix}swept`,
    /** string: the last heartbeat of a worker (ms) */
    worker: `${prefix}worker`,
    /** hash: doneAt, failedAt (ms): when the nightly backup was last written, and last could not be */
    backup: `${prefix}backup`,
  }
}

export type Keys = ReturnType<typeof keysOf>
