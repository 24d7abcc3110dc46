import { z } from 'zod'
import { hasUnsettledRecordings } from '../../machines/call/selectors.ts'
import { type BackupPart, backupPart } from '../backup/part.ts'
import { RECORD_FIELDS } from '../durable/actor-record.ts'
import type { Upgrade } from '../durable/stored-record.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, readScript } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import { callRecordFrom } from './call-record.ts'
import { KEPT_FOR_TWILIO_MS } from './plan.ts'

const READ_AT_ONCE = 100

const readKept = readScript(new URL('./read-kept.lua', import.meta.url), {
  keys: ['record', 'history', 'voicemails', 'unheard', 'recordings'],
  args: ['callSid'],
})
const Read = z.tuple([
  z.array(z.string()),
  z.array(z.string()),
  z.number(),
  z.string(),
  z.number(),
  z.string(),
])
const putBack = readScript(new URL('./put-back.lua', import.meta.url), {
  keys: ['record', 'history', 'live', 'ended', 'voicemails', 'unheard', 'recordings', 'unsettled'],
  args: [
    'callSid',
    'endedAt',
    'leftMs',
    'replace',
    'messageAt',
    'unheard',
    'recordedAt',
    'unsettled',
    'fields',
  ],
})

/** An ended call. Its message and recordings are at Twilio; here is that there are some. */
const KeptCall = z.object({
  callSid: z.string(),
  /** Milliseconds since the epoch, as all times here. */
  endedAt: z.number(),
  /** Null: it does not expire yet. */
  keptUntil: z.number().nullable(),
  /** The fields of the hash. */
  record: z.record(z.string(), z.string()),
  timeline: z.array(z.string()),
  message: z.object({ at: z.number(), unheard: z.boolean() }).nullable(),
  /** When its first recording began. A backup of an older version has none. */
  recordedAt: z.number().nullable().default(null),
})
type KeptCall = z.infer<typeof KeptCall>

interface CallsInBackup {
  redis: RedisClient
  keys: Keys
  clock: Clock
  upgrade: Upgrade
}

/**
 * The ended calls in a backup, with timelines, wrap-ups and entries of messages. The newest stand first, so they come back
 * first. Live calls are not in it: the carrier says which there are.
 */
export function callsInBackup({ redis, keys, clock, upgrade }: CallsInBackup): BackupPart {
  async function kept(callSid: string, endedAt: number): Promise<KeptCall[]> {
    const { voicemails, unheard, recordings } = keys
    const own = { record: keys.call(callSid), history: keys.history(callSid) }
    const names = { ...own, voicemails, unheard, recordings }
    const read = Read.parse(await readKept.run(redis, names, { callSid }))
    const [fields, timeline, leftMs, messageAt, isUnheard, recordedAt] = read
    // The record may have expired before its entry in the index.
    if (fields.length === 0) return []
    return [
      {
        callSid,
        endedAt,
        keptUntil: leftMs < 0 ? null : clock.now() + leftMs,
        record: Object.fromEntries(
          fields.flatMap((field, n) => (n % 2 === 0 ? [[field, fields[n + 1] ?? '']] : [])),
        ),
        timeline,
        message: messageAt === '' ? null : { at: Number(messageAt), unheard: isUnheard === 1 },
        recordedAt: recordedAt === '' ? null : Number(recordedAt),
      },
    ]
  }

  /** Throws for a call that this version cannot read. */
  const readRecord = ({ callSid, record }: KeptCall) =>
    callRecordFrom(
      callSid,
      RECORD_FIELDS.map((field) => record[field]),
      upgrade,
    )

  /** What is at Twilio is dropped there by the next retention, which needs the call for it. */
  const leftMs = ({ keptUntil, message, recordedAt }: KeptCall) => {
    const left = keptUntil === null ? null : keptUntil - clock.now()
    const isAtTwilio = message !== null || recordedAt !== null
    return left !== null && isAtTwilio ? Math.max(left, KEPT_FOR_TWILIO_MS) : left
  }
  const hasExpired = (call: KeptCall) => (leftMs(call) ?? 1) <= 0

  return backupPart<KeptCall>({
    name: 'ended calls',
    keys: ['call', 'history', 'ended', 'voicemails', 'unheard', 'recordings', 'unsettled'],
    count: () => asking(() => redis.zcard(keys.ended)),

    async *read() {
      // Calls that end from now on do not move the others.
      const now = clock.now()
      for (let offset = 0; ; offset += READ_AT_ONCE) {
        const page = await asking(() =>
          redis.zrevrangebyscore(keys.ended, now, '-inf', 'WITHSCORES', 'LIMIT', offset, READ_AT_ONCE),
        )
        if (page.length === 0) return
        const calls = page.flatMap((callSid, n) => (n % 2 === 0 ? [kept(callSid, Number(page[n + 1]))] : []))
        yield* (await Promise.all(calls)).flat()
      }
    },

    schema: KeptCall.refine((call) => {
      try {
        return readRecord(call) !== null
      } catch {
        return false
      }
    }),

    async compare(call) {
      if (hasExpired(call)) return 'outdated'
      const [rev, at] = await asking(() => redis.hmget(keys.call(call.callSid), 'rev', 'at'))
      if (rev === null) return 'missing'
      return rev === call.record.rev && at === call.record.at ? 'same' : 'other'
    },

    async put(call, replace) {
      if (hasExpired(call)) return
      const { callSid, endedAt, message, recordedAt, timeline } = call
      const record = Object.entries(call.record).flat()
      const { live, ended, voicemails, unheard, recordings, unsettled } = keys
      const read = readRecord(call)
      const own = { record: keys.call(callSid), history: keys.history(callSid) }
      const args = {
        callSid,
        endedAt,
        leftMs: leftMs(call) ?? '',
        replace: replace ? 1 : 0,
        messageAt: message?.at ?? '',
        unheard: message?.unheard ? 1 : 0,
        recordedAt: recordedAt ?? '',
        unsettled: read !== null && hasUnsettledRecordings(read.snapshot) ? endedAt : '',
        fields: record.length,
      }
      const names = { ...own, live, ended, voicemails, unheard, recordings, unsettled }
      await putBack.run(redis, names, args, { moreArgs: [...record, ...timeline] })
    },

    // The next retention gives all of them the expiry that the history has now.
    async finish() {
      await asking(() => redis.del(keys.keptFor))
    },
  })
}
