import { isDeepStrictEqual } from 'node:util'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { isLater } from '../feed-id.ts'
import { talkersOf } from './feed.ts'
import type { ConsoleLog, Observed, SeenEvent } from './observed.ts'

/** On one connection ids and revs only rise; a console may miss some in between. A snapshot replaces what was before. */
export const streamsThatWentBack = ({ consoles }: Observed) => consoles.flatMap((log) => steps(log).events)

/** Nor does a snapshot show less than was shown before it. */
export const snapshotsThatWentBack = ({ consoles }: Observed) =>
  consoles.flatMap((log) => steps(log).snapshots)

function steps({ name, seen }: ConsoleLog) {
  const events: string[] = []
  const snapshots: string[] = []
  let connection = -1
  let last = '0-0'
  let revs = new Map<string, number>()
  for (const event of seen) {
    if (event.connection !== connection) {
      revs = new Map()
      last = '0-0'
    }
    connection = event.connection
    if (event.id !== null && event.event !== 'snapshot' && !isLater(event.id, last))
      events.push(`${name}: ${event.id} came after ${last}`)
    last = event.id ?? last
    if (event.event === 'call') {
      const { callSid, rev } = event.data
      const before = revs.get(callSid) ?? 0
      if (rev <= before)
        events.push(`${name}: ${event.id} shows rev ${rev} of ${callSid} after rev ${before}`)
      revs.set(callSid, rev)
    }
    if (event.event === 'snapshot') {
      const { calls } = event.data
      for (const { callSid, rev } of calls) {
        const before = revs.get(callSid) ?? 0
        if (rev < before)
          snapshots.push(`${name}: a snapshot shows rev ${rev} of ${callSid} after rev ${before}`)
      }
      revs = new Map(calls.map(({ callSid, rev }) => [callSid, rev]))
    }
  }
  return { events, snapshots }
}

/**
 * Nobody was shown anything but what was committed, and every console was shown the same under one id; in a
 * snapshot the same of one rev.
 */
export function shownButNeverCommitted({ consoles, feed, since }: Observed): string[] {
  const committed = new Map(feed.map((entry) => [entry.id, 'call' in entry ? entry.call : entry.agent]))
  const calls = feed.flatMap((entry) => ('call' in entry ? [entry.call] : []))
  const views = new Map(calls.map((view) => [keyOf(view), view]))
  const complain = (name: string, what: string, data: object, entry: object | undefined) => {
    if (isDeepStrictEqual(entry, data)) return []
    const [shown, written] = [data, entry].map((it) => JSON.stringify(it))
    return [`${name}: ${what} was shown as ${shown}, and committed as ${written}`]
  }
  const check = (name: string, event: SeenEvent) => {
    if (event.event === 'snapshot')
      return event.data.calls.flatMap((view) => {
        const entry = views.get(keyOf(view))
        // It may be older than all that is known of the feed.
        return entry === undefined ? [] : complain(name, `${keyOf(view)} of a snapshot`, view, entry)
      })
    if (event.id === null || (event.event !== 'call' && event.event !== 'agent')) return []
    const entry = committed.get(event.id)
    // A connection that resumes may be told again what a stretch before this one had already.
    if (entry === undefined && !isLater(event.id, since)) return []
    return complain(name, event.id, event.data, entry)
  }
  return consoles.flatMap(({ name, seen }) => seen.flatMap((event) => check(name, event)))
}

const keyOf = ({ callSid, rev }: CallView) => `${callSid} rev ${rev}`

/** Every screen shows the calls that are stored, as they are stored, and no other. */
export function screensThatAreOld({ consoles, stored }: Observed): string[] {
  const live = new Map(
    stored.filter(({ endedAt }) => endedAt === null).map((view) => [view.callSid, view.rev]),
  )
  return consoles.flatMap(({ name, shows }: ConsoleLog) => {
    const shown = new Map(shows.calls.map((view) => [view.callSid, view.rev]))
    return [...new Set([...live.keys(), ...shown.keys()])].flatMap((callSid) =>
      live.get(callSid) === shown.get(callSid)
        ? []
        : [`${name} shows rev ${shown.get(callSid)} of ${callSid}, stored is rev ${live.get(callSid)}`],
    )
  })
}

/** Everybody who talks has a card on every screen, and every card names the call that its agent talks on. */
export function cardsThatAreOld({ consoles, stored }: Observed): string[] {
  const talksOn = new Map(stored.flatMap((view) => talkersOf(view).map((agentId) => [agentId, view.callSid])))
  return consoles.flatMap(({ name, shows }: ConsoleLog) => {
    const shown = new Map(shows.agents.map(({ agentId, callSid }) => [agentId, callSid]))
    return [...new Set([...talksOn.keys(), ...shown.keys()])].flatMap((agentId) => {
      const [here, on] = [shown.get(agentId), talksOn.get(agentId) ?? null]
      return here === on ? [] : [`${name} shows ${agentId} on ${here}, who is on ${on}`]
    })
  })
}
