import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import type { CommandName, Observed, SentCommand } from './observed.ts'

const COMMANDS: ReadonlySet<string> = new Set<CommandName>([
  'CLAIM',
  'DECLINE',
  'HOLD',
  'RESUME',
  'PARK',
  'UNPARK',
  'TRANSFER',
  'COMPLETE',
  'CANCEL',
  'MERGE',
  'LEAVE',
  'HANGUP',
])

/** Clocks of processes on one machine, and the time between a decision and its stamp. */
const SLACK_MS = 5

/**
 * Each acknowledged command is one line of its own in the call's history, and each line of a command is
 * one that somebody asked for: acknowledged, or never answered. What was refused was not done, and a try that
 * was answered with 503 was done not later than that answer, if at all.
 */
export function commandsUnlikeHistories(observed: Observed): string[] {
  const { commands, earlier, histories } = observed
  const doneAt = times(observed)
  const found: string[] = []
  const taken = new Map<string, SentCommand>()
  const open: SentCommand[] = []
  for (const command of [...earlier.filter(({ callSid }) => histories.has(callSid)), ...commands]) {
    if (command.outcome.kind !== 'acknowledged') {
      if (doneBy(command) !== null) open.push(command)
      continue
    }
    const { callSid, rev } = command.outcome.view
    const line = histories.get(callSid)?.find((one) => one.rev === rev)
    const key = `${callSid}:${rev}`
    const other = taken.get(key)
    if (other) found.push(`${inWords(command)} and ${inWords(other)} were both acknowledged as rev ${rev}`)
    taken.set(key, command)
    if (line?.event !== command.command || line.by !== command.by)
      found.push(
        `${inWords(command)} was acknowledged as rev ${rev}, which is ${line ? `${line.event} of ${line.by}` : 'not there'}`,
      )
  }
  // The earlier line takes the command whose time is over first: another one may still be the later line's.
  open.sort((one, other) => (doneBy(one) ?? 0) - (doneBy(other) ?? 0))
  for (const [callSid, lines] of histories)
    for (const line of lines) {
      if (!COMMANDS.has(line.event) || taken.has(`${callSid}:${line.rev}`)) continue
      const at = open.findIndex((command) =>
        mayBe(command, callSid, line, doneAt.get(`${callSid}:${line.rev}`)),
      )
      if (at < 0)
        found.push(`${callSid} rev ${line.rev}: ${line.event} of ${line.by}, which nobody had granted`)
      else open.splice(at, 1)
    }
  return found
}

/** Whether that line may be what became of a command that was not acknowledged. It was done no sooner than it says. */
function mayBe(
  command: SentCommand,
  callSid: string,
  line: TimelineEntry,
  doneAt = Date.parse(line.at),
): boolean {
  if (command.callSid !== callSid || command.command !== line.event || command.by !== line.by) return false
  return Date.parse(line.at) >= command.sentAt - SLACK_MS && doneAt <= (doneBy(command) ?? 0)
}

/**
 * Until when it may have been done, ms since the epoch; null: it was not. Redis keeps a refusal under the intention's
 * key, so that no try of it is done afterwards. A 503 is kept nowhere, and speaks for its own try alone.
 */
function doneBy({ outcome, answeredAt, unanswered }: SentCommand): number | null {
  const isAway = outcome.kind === 'refused' && outcome.code === 'unavailable'
  if (outcome.kind === 'unknown' || (isAway && unanswered > 0)) return Number.MAX_SAFE_INTEGER
  return isAway ? answeredAt + SLACK_MS : null
}

/** No command is answered with an internal failure. It may be refused while Redis is away, or for a reason that an agent can act on. */
export const failures = ({ commands }: Observed): string[] =>
  commands.flatMap((command) => {
    const { outcome } = command
    if (outcome.kind !== 'refused') return []
    const { status, code } = outcome
    const isOurs = code === null || (status >= 500 && code !== 'unavailable')
    return isOurs ? [`${inWords(command)}: ${status} ${code ?? 'without a code'}`] : []
  })

/** When each rev was committed, by Redis's own clock: the feed's ids say so. */
const times = ({ feed }: Observed) =>
  new Map(
    feed.flatMap((entry) =>
      'call' in entry
        ? [[`${entry.call.callSid}:${entry.call.rev}`, Number(entry.id.split('-')[0])] as const]
        : [],
    ),
  )

const inWords = ({ by, command, callSid }: SentCommand) => `${command} of ${callSid} by ${by}`
