import { isDeepStrictEqual } from 'node:util'
import type { CallView } from '../../../machines/call/view.ts'
import type { ConsoleLog, Observed, Sight } from './observed.ts'

/** Milliseconds first, then the count within them. */
export function isLater(id: string, other: string): boolean {
  const [ms = 0, n = 0] = id.split('-').map(Number)
  const [otherMs = 0, otherN = 0] = other.split('-').map(Number)
  return ms === otherMs ? n > otherN : ms > otherMs
}

/** On one connection ids and revs only rise; a console may miss some in between. */
export function streamsThatWentBack({ consoles }: Observed): string[] {
  return consoles.flatMap(({ name, sights }) => {
    const found: string[] = []
    let connection = -1
    let last = '0-0'
    let revs = new Map<string, number>()
    const rise = (what: string, { callSid, rev }: CallView, least: number) => {
      if ((revs.get(callSid) ?? -1) > rev - least)
        found.push(`${name}: ${what} shows rev ${rev} of ${callSid} after rev ${revs.get(callSid)}`)
      revs.set(callSid, rev)
    }
    for (const sight of sights) {
      if (sight.connection !== connection) {
        revs = new Map()
        last = '0-0'
      }
      connection = sight.connection
      if (sight.id !== null && sight.event !== 'snapshot') {
        if (!isLater(sight.id, last)) found.push(`${name}: ${sight.id} came after ${last}`)
        last = sight.id
      }
      if (sight.event === 'call') rise(`${sight.id}`, sight.data, 1)
      if (sight.event === 'snapshot') {
        for (const call of sight.data.calls) rise('a snapshot', call, 0)
        last = sight.id ?? last
      }
    }
    return found
  })
}

/** Nobody was shown anything but what was committed, and every console was shown the same under one id. */
export function shownButNeverCommitted({ consoles, feed, since }: Observed): string[] {
  const committed = new Map(feed.map((entry) => [entry.id, 'call' in entry ? entry.call : entry.agent]))
  const complain = (name: string, sight: Sight) => {
    if (sight.id === null || (sight.event !== 'call' && sight.event !== 'agent')) return []
    const entry = committed.get(sight.id)
    // A connection that resumes may be told again what a stretch before this one had already.
    if (entry === undefined && !isLater(sight.id, since)) return []
    if (isDeepStrictEqual(entry, sight.data)) return []
    const [shown, written] = [sight.data, entry].map((it) => JSON.stringify(it))
    return [`${name}: ${sight.id} was shown as ${shown}, and committed as ${written}`]
  }
  return consoles.flatMap(({ name, sights }) => sights.flatMap((sight) => complain(name, sight)))
}

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
