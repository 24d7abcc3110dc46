import { ok as must, deepStrictEqual as same } from 'node:assert/strict'
import { callRecordFrom } from '../../../coordinator/calls/call-record.ts'
import { RECORD_FIELDS } from '../../../coordinator/durable/actor-record.ts'
import { timerMember } from '../../../coordinator/durable/timer.ts'
import { slotOf, talkingAgents, wantedLegs } from '../../../machines/call/selectors.ts'
import { upgradeCall } from '../../../migrations/index.ts'
import type { TestDesk } from '../../setup/desk.ts'

/** What Redis holds of some calls and of what they share, all read at one instant. */
async function readAtOnce({ redis, keys }: TestDesk, callSids: readonly string[]) {
  const all = redis.multi()
  all.hgetall(keys.talking).hgetall(keys.lot).hgetall(keys.legs).zrange(keys.timers, '0', '-1')
  all.zrange(keys.live, '0', '-1')
  for (const callSid of callSids) all.hmget(keys.call(callSid), ...RECORD_FIELDS)
  const replies = ((await all.exec()) ?? []).map(([error, reply]) => {
    if (error) throw error
    return reply
  })
  const [talking, lot, legs, timers, live, ...calls] = replies
  return {
    talking: talking as Record<string, string>,
    lot: lot as Record<string, string>,
    legs: legs as Record<string, string>,
    timers: timers as string[],
    live: live as string[],
    calls: calls
      .map((fields, n) => callRecordFrom(callSids[n] ?? '', fields as unknown[], upgradeCall))
      .filter((call) => call !== null),
  }
}

/** What one call says and what all of them share must agree at every instant. @throws when it does not */
export async function checkAgrees(desk: TestDesk, callSids: readonly string[]): Promise<void> {
  const now = await readAtOnce(desk, callSids)
  const sidOf = (call: (typeof now.calls)[number]) => call.snapshot.context.callSid
  const pairs = <T extends string | number>(of: (call: (typeof now.calls)[number]) => T[]) =>
    now.calls.flatMap((call) => of(call).map((one): [string, string] => [String(one), sidOf(call)]))
  const once = (entries: [string, string][], what: string) => {
    must(new Set(entries.map(([one]) => one)).size === entries.length, `twice: ${what} ${entries}`)
    return Object.fromEntries(entries)
  }
  const plain = (hash: object) => ({ ...hash })

  same(
    plain(now.talking),
    once(
      pairs(({ snapshot }) => talkingAgents(snapshot)),
      'an agent who talks',
    ),
  )
  same(
    plain(now.lot),
    once(
      pairs(({ snapshot }) => [slotOf(snapshot)].filter((slot) => slot !== null)),
      'a slot',
    ),
  )
  same(
    plain(now.legs),
    once(
      pairs(({ snapshot }) => wantedLegs(snapshot)),
      'a leg',
    ),
  )
  same(
    [...now.live].sort(),
    now.calls
      .filter(({ snapshot }) => snapshot.context.endedAt === null)
      .map(sidOf)
      .sort(),
  )
  const kept = now.calls.flatMap((call) =>
    call.timers.map(({ token }) => timerMember('call', sidOf(call), token)),
  )
  for (const member of now.timers)
    if (member.startsWith('call|')) must(kept.includes(member), `${member} is nobody's any more`)
  for (const { rev, view } of now.calls) same(view.rev, rev)
}

/** A call's revs count up by one, in its history and in the feed, and its custody has no gap. */
export async function checkUnbroken({ redis, keys }: TestDesk, callSid: string): Promise<void> {
  const lines = (await redis.lrange(keys.history(callSid), 0, -1)).map((line) => JSON.parse(line))
  same(
    lines.map(({ rev }) => rev),
    lines.map((_, n) => n + 1),
  )
  for (const [n, line] of lines.entries()) if (n > 0) same(line.from, lines[n - 1].to)
  const entries = await redis.xrange(keys.feed, '-', '+')
  const views = entries
    .filter(([, [, kind]]) => kind === 'call')
    .map(([, fields]) => JSON.parse(fields[3] ?? ''))
    .filter((view) => view.callSid === callSid)
  same(
    views.map(({ rev }) => rev),
    lines.map(({ rev }) => rev),
  )
  same(
    views.map(({ agentId, state }) => [agentId, state]),
    lines.map(({ to, state }) => [to, state]),
  )
}
