/**
 * Every key of a site, and its type. The braces are literal: they make one site live in one cluster
 * slot, so that a commit over several keys stays atomic while sites spread over the cluster.
 */
export function keysOf(site: string) {
  const prefix = `sw:{${site}}:`
  return {
    prefix,
    /** hash: rev, at, version, snapshot, timers, view; voicemail, where there is a message */
    call: (callSid: string) => `${prefix}call:${callSid}`,
    /** hash: answered keys and the ring that bounds them */
    seen: (callSid: string) => `${prefix}seen:${callSid}`,
    /** string: rev of the last order to ask where it belongs that the caller's leg has followed; for as long as calls last */
    asked: (callSid: string) => `${prefix}asked:${callSid}`,
    /** list of HistoryEntry */
    history: (callSid: string) => `${prefix}history:${callSid}`,
    /** hash: rev, at, version, snapshot, timers */
    agent: (agentId: string) => `${prefix}agent:${agentId}`,
    /** stream: t (call, agent, voicemail, office, revoked), d (JSON) */
    feed: `${prefix}feed`,
    /** string: made anew when everything was lost */
    epoch: `${prefix}epoch`,
    /** hash: agent -> the call it talks on */
    talking: `${prefix}talking`,
    /** string: Intent (dialling/intents.ts), for a day */
    dial: (id: string) => `${prefix}dial:${id}`,
    /** hash: agent -> until when (ms) and for which intent Twilio is asked to call a number */
    dialling: `${prefix}dialling`,
    /** hash: slot -> the call that stands in it */
    lot: `${prefix}lot`,
    /** sorted set: live call -> when Twilio was last heard of it (ms) */
    live: `${prefix}live`,
    /** sorted set: ended call -> when it ended (ms) */
    ended: `${prefix}ended`,
    /** sorted set: call with a message -> when it was left (ms) */
    voicemails: `${prefix}voicemails`,
    /** set: calls with a message that nobody has heard */
    unheard: `${prefix}unheard`,
    /** hash: rev, settings (Office as JSON) */
    office: `${prefix}office`,
    /** string: a sound of the office's own, WAV or MP3; expires while no settings name it */
    audio: (id: string) => `${prefix}audio:${id}`,
    /** sorted set: `call|<sid>|<token>` or `agent|<id>|<token>` -> when it is due (ms) */
    timers: `${prefix}timers`,
    /** hash: command id -> TwilioCommand */
    outbox: `${prefix}outbox`,
    /** sorted set: command id -> when it is to be tried (again) (ms) */
    owed: `${prefix}owed`,
    /** hash: leg -> its call */
    legs: `${prefix}legs`,
    /** sorted set: leg that was over before we knew it -> when that was said (ms); of the last minutes only */
    over: `${prefix}over`,
    /** hash: agent -> AgentView without its call */
    roster: `${prefix}roster`,
    /** sorted set: coordinator -> its last heartbeat (ms) */
    coordinators: `${prefix}coordinators`,
    /** string: when the last sweep was done (ms) */
    swept: `${prefix}swept`,
    /** string: when a worker last said that it lives (ms) */
    worker: `${prefix}worker`,
    /** sorted set: call that Twilio has and we do not know -> when that was first seen (ms) */
    unknown: `${prefix}unknown`,
  }
}

export type Keys = ReturnType<typeof keysOf>
