import { namesOneOf, namesPerson } from '../../machines/call/erasure.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { EndedViews } from '../calls/ended-views.ts'
import { skipNewer } from '../durable/newer.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { ErasureReport } from '../protocol/contacts.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Contacts } from './contacts.ts'

/** Calls, and entries of the feed, that are read at once. */
const AT_ONCE = 200
/** Stands for a number in what has been written down of a call. */
const ERASED = 'erased'

/** The number belongs to the office itself: nothing was erased. */
export class OwnNumber extends Error {
  override readonly name = 'OwnNumber'
}

export interface EraseDeps {
  redis: RedisClient
  keys: Keys
  calls: Pick<CallActors, 'send'>
  viewsOf: EndedViews
  contacts: Pick<Contacts, 'book' | 'erase'>
}

/**
 * Erases a person everywhere: ended calls lose numbers, names, notes and messages, also in their timelines and remembered
 * answers; then the contacts go, and the entries of the feed that named the person. Done again it erases what is left, so a
 * process may die at any time.
 * @param numbers of the person, in E.164
 * @param by the agent who erases
 * @throws OwnNumber, RedisAway
 */
export type ErasePerson = (numbers: readonly string[], by: string, dryRun: boolean) => Promise<ErasureReport>

export function erasePerson({ redis, keys, calls, viewsOf, contacts }: EraseDeps): ErasePerson {
  /** Ended calls whose record or timeline has one of the numbers. */
  async function callsOf(numbers: readonly string[], has: (text: string) => boolean) {
    const found: { callSid: string; isTheirs: boolean; hasMessage: boolean }[] = []
    for (let offset = 0; ; offset += AT_ONCE) {
      const callSids = await asking(() =>
        redis.zrange(keys.ended, String(offset), String(offset + AT_ONCE - 1)),
      )
      if (callSids.length === 0) return found
      await Promise.all(
        callSids.map(async (callSid) => {
          const [[snapshot, voicemail], timeline] = await Promise.all([
            asking(() => redis.hmget(keys.call(callSid), 'snapshot', 'voicemail')),
            asking(() => redis.lrange(keys.history(callSid), 0, -1)),
          ])
          if (!has(snapshot ?? '') && !timeline.some(has)) return
          const [call] = await viewsOf([callSid])
          if (call && isOurs(call, numbers)) throw new OwnNumber()
          const isTheirs = call !== undefined && namesPerson(call, numbers)
          found.push({ callSid, isTheirs, hasMessage: has(voicemail ?? '') })
        }),
      )
    }
  }

  async function eraseFromTimeline(callSid: string, numbers: readonly string[]): Promise<void> {
    const entries = await asking(() => redis.lrange(keys.history(callSid), 0, -1))
    for (const [place, entry] of entries.entries()) {
      const without = entry.replace(namesOneOf(numbers), ERASED)
      if (without !== entry) await asking(() => redis.lset(keys.history(callSid), place, without))
    }
  }

  async function eraseFromFeed(has: (text: string) => boolean): Promise<void> {
    for (let from = '-'; ; ) {
      const entries = await asking(() => redis.xrange(keys.feed, from, '+', 'COUNT', AT_ONCE))
      const ids = entries.flatMap(([id, fields]) => (fields.some(has) ? [id] : []))
      if (ids.length > 0) await asking(() => redis.xdel(keys.feed, ...ids))
      const last = entries.at(-1)?.[0]
      if (last === undefined || entries.length < AT_ONCE) return
      from = `(${last}`
    }
  }

  return async (numbers, by, dryRun) => {
    const pattern = namesOneOf(numbers)
    const has = (text: string) => text.search(pattern) >= 0
    const known = new Map(
      numbers.flatMap((number) => contacts.book.withNumber(number)).map((it) => [it.id, it.name]),
    )
    const found = await callsOf(numbers, has)
    const report: ErasureReport = {
      contacts: [...known.values()],
      calls: found.map(({ callSid }) => callSid),
      messages: found.filter(({ hasMessage }) => hasMessage).length,
    }
    if (dryRun) return report
    for (const { callSid, isTheirs } of found) {
      if (isTheirs) await calls.send(callSid, { type: 'ERASE', by, numbers: [...numbers] }).catch(skipNewer)
      await eraseFromTimeline(callSid, numbers)
      await asking(() => redis.del(keys.requests(callSid)))
    }
    await contacts.erase([...known.keys()])
    await eraseFromFeed(has)
    return report
  }
}

const isOurs = ({ direction, callerNumber, calledNumber }: CallView, numbers: readonly string[]) => {
  const ours = direction === 'inbound' ? calledNumber : direction === 'outbound' ? callerNumber : null
  return ours !== null && numbers.includes(ours)
}
