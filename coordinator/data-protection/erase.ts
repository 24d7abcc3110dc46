import { ERASED, mentionsOneOf, namesOneOf } from '../../machines/call/erasure.ts'
import { auditEntriesNaming } from '../audit/entries-naming.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { DeskReader } from '../calls/desk-reader.ts'
import type { Contacts } from '../contacts/contacts.ts'
import type { DialIntents } from '../dialling/intents.ts'
import { skipNewer } from '../durable/newer.ts'
import type { Outbox } from '../durable/outbox.ts'
import { maskNumber } from '../ops/mask-number.ts'
import type { Contact } from '../protocol/contacts.ts'
import type { ErasureReport, Remains } from '../protocol/data-protection.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import { type Clock, pause, type Runtime } from '../runtime.ts'
import type { Carrier } from '../twilio/carrier.ts'
import { CarrierRejected, CarrierUnavailable } from '../twilio/carrier-errors.ts'
import type { CommandRunner } from '../twilio/command-runner.ts'
import { type FindPerson, type FoundCall, type FoundPerson, textsNaming, withoutOurs } from './find-person.ts'

/** How long the report waits for Twilio to delete what it is told to. */
const CONFIRMED_WITHIN_MS = 2_000
const LOOK_EVERY_MS = 100
/** Each time, somebody else has changed the contact. */
const MOST_TRIES = 5

export interface EraseDeps {
  redis: RedisClient
  keys: Keys
  find: FindPerson
  calls: Pick<CallActors, 'send'>
  desk: DeskReader
  contacts: Pick<Contacts, 'change' | 'erase'>
  intents: Pick<DialIntents, 'forget' | 'isUnderWay'>
  carrier: Pick<Carrier, 'loggedLegsWith'>
  outbox: Pick<Outbox<CarrierCommand>, 'list'>
  runner: Pick<CommandRunner, 'owe'>
  clock: Clock
  runtime: Pick<Runtime, 'after'>
}

/** Nothing was erased: a call of the person is under way. */
export class PersonOnCall extends Error {
  override readonly name = 'PersonOnCall'
}

/**
 * Erases a person everywhere. First Twilio is owed the deletion of what its log has. Then ended calls lose numbers, names,
 * notes and messages, also in their timelines and remembered answers. Then contacts, intents to call, and entries of the
 * audit log and the feed lose the person. Done again it erases what is left, so a process may die at any time.
 * @param numbers of the person, in E.164
 * @param by the agent who erases
 * @throws OwnNumber, PersonOnCall, RedisAway
 */
export type ErasePerson = (numbers: readonly string[], by: string, dryRun: boolean) => Promise<ErasureReport>

export function erasePerson(deps: EraseDeps): ErasePerson {
  const { redis, keys, find, calls, desk, contacts, intents, carrier, outbox, runner, clock, runtime } = deps
  const auditEntries = auditEntriesNaming(redis, keys)

  /** Null: Twilio does not answer. */
  async function loggedLegs(numbers: readonly string[]): Promise<string[] | null> {
    try {
      const legs = await Promise.all(numbers.map(carrier.loggedLegsWith))
      return legs.flat().map(({ sid }) => sid)
    } catch (error) {
      if (error instanceof CarrierUnavailable || error instanceof CarrierRejected) return null
      throw error
    }
  }

  /** Commands name legs, and no person. */
  async function oweDeletions(legSids: readonly string[]): Promise<void> {
    const at = clock.now()
    const commands = legSids.map(
      (callSid): CarrierCommand => ({ type: 'deleteFromLog', id: `${callSid}:log`, callSid, at }),
    )
    await runner.owe(commands)
  }

  async function eraseCall({ callSid, view }: FoundCall, by: string, numbers: readonly string[]) {
    if (view !== null)
      await calls.send(callSid, { type: 'ERASE', by, numbers: [...numbers] }).catch(skipNewer)
    const entries = await asking(() => redis.lrange(keys.history(callSid), 0, -1))
    for (const [place, entry] of entries.entries()) {
      const without = entry.replace(namesOneOf(numbers), ERASED)
      if (without !== entry) await asking(() => redis.lset(keys.history(callSid), place, without))
    }
    await asking(() => redis.del(keys.requests(callSid)))
  }

  async function eraseFromNote(contact: Contact, numbers: readonly string[]): Promise<void> {
    let now = contact
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { id, rev, ...fields } = now
      const note = fields.note && withoutNumbers(numbers)(fields.note)
      const changed = await contacts.change(id, rev, { ...fields, note })
      if (changed.outcome !== 'stale') return
      now = changed.contact
    }
  }

  /** How many deletions at Twilio are not confirmed, after a moment. */
  async function owedFor(callSids: ReadonlySet<string>): Promise<number> {
    for (let waited = 0; ; waited += LOOK_EVERY_MS) {
      const owed = (await outbox.list()).filter((it) => isDeletion(it) && callSids.has(it.callSid))
      if (owed.length === 0 || waited >= CONFIRMED_WITHIN_MS) return owed.length
      await pause(runtime, LOOK_EVERY_MS)
    }
  }

  function isOnDesk(numbers: readonly string[]): boolean {
    const names = textsNaming(numbers)
    return desk.calls().some((call) => names(JSON.stringify(withoutOurs(call))))
  }

  function isDialled({ intents: dialled }: FoundPerson): boolean {
    const now = clock.now()
    return dialled.some((intent) => intents.isUnderWay(intent, now))
  }

  async function eraseFound(found: FoundPerson, by: string, numbers: readonly string[]): Promise<void> {
    for (const call of found.calls) await eraseCall(call, by, numbers)
    await intents.forget(found.intents.map(({ id }) => id))
    for (const entry of found.audit) await auditEntries.rewrite(entry, withoutNumbers(numbers))
    for (const contact of found.notes) await eraseFromNote(contact, numbers)
    // Then each process forgets what it keeps for consoles that resume.
    await contacts.erase(found.contacts.map(({ id }) => id))
  }

  return async (numbers, by, dryRun) => {
    // A call that ends while ended calls are read may not be among them.
    const wasOnDesk = isOnDesk(numbers)
    const found = await find.everywhere(numbers)
    const onCall = wasOnDesk || isOnDesk(numbers) || isDialled(found) || found.newerLive.length > 0
    if (onCall && !dryRun) throw new PersonOnCall()
    const logged = await loggedLegs(numbers)
    const theirs = found.calls.filter((call) => call.isTheirs).map(({ callSid }) => callSid)
    const legs = new Set([...theirs, ...(logged ?? [])])
    const report: ErasureReport = {
      numbers: numbers.map(maskNumber),
      at: new Date(clock.now()).toISOString(),
      by,
      dryRun,
      onCall,
      found: countsOf(found),
      carrier: {
        recordings: messagesIn(found) + recordingsIn(found),
        logEntries: logged && legs.size,
        owed: null,
      },
      remains: remainsOf(found, logged !== null),
    }
    if (dryRun) return report
    await oweDeletions([...legs])
    await eraseFound(found, by, numbers)
    // Last: what is erased before is in the feed too, as it was.
    const feed = await find.inFeed(numbers)
    if (feed.length > 0) await asking(() => redis.xdel(keys.feed, ...feed))
    return { ...report, carrier: { ...report.carrier, owed: await owedFor(legs) } }
  }
}

/** What Twilio is to delete. */
export const isDeletion = ({ type }: CarrierCommand): boolean =>
  type === 'deleteRecording' || type === 'deleteFromLog'

const withoutNumbers = (numbers: readonly string[]) => (text: string) =>
  text.replace(namesOneOf(numbers), ERASED).replace(mentionsOneOf(numbers), ERASED)

const messagesIn = ({ calls }: FoundPerson) => calls.filter(({ hasMessage }) => hasMessage).length

const recordingsIn = ({ calls }: FoundPerson) => calls.reduce((sum, { recordings }) => sum + recordings, 0)

const countsOf = (found: FoundPerson): ErasureReport['found'] => [
  { place: 'contacts', count: found.contacts.length },
  { place: 'contact_notes', count: found.notes.length },
  { place: 'calls', count: found.calls.filter(({ isNewer }) => !isNewer).length },
  { place: 'messages', count: messagesIn(found) },
  { place: 'recordings', count: recordingsIn(found) },
  { place: 'dial_intents', count: found.intents.length },
  { place: 'feed', count: found.feed.length },
  { place: 'audit', count: found.audit.length },
]

const remainsOf = (found: FoundPerson, carrierAnswered: boolean): Remains[] => [
  'audit_entry',
  'call_frame',
  'names_in_notes',
  'backups',
  'log_files',
  'carrier_records',
  ...(carrierAnswered ? [] : (['carrier_log'] as const)),
  ...(found.calls.some(({ isNewer }) => isNewer) ? (['newer_calls'] as const) : []),
  ...(found.inOffice ? (['office'] as const) : []),
]
