import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import type { CarrierLeg, Observed, SentCommand } from '../checker/observed.ts'
import type { TestDeployment } from '../deployment.ts'

const MOST_CALLS = 5
const MOST_LINES = 25
const MOST_SAID = 5

/** What else is known of the calls that findings name: no seed brings a storm back as it was. */
export function evidence(
  found: readonly string[],
  { histories, commands, earlier, legs }: Observed,
  { coordinators, workers }: Pick<TestDeployment, 'coordinators' | 'workers'>,
  agents: readonly { failures: readonly string[] }[],
): string[] {
  const named = new Set(found.flatMap((what) => what.match(/CA[0-9a-f]{32}/g) ?? []))
  const calls = [...named].slice(0, MOST_CALLS).flatMap((callSid) => [
    `What is known of ${callSid}:`,
    ...legs.filter((leg) => leg.callSid === callSid).map(legInWords),
    ...(histories.get(callSid) ?? [])
      // What the desk does to it again and again would push out all else.
      .filter(({ event }) => event !== 'OFFER')
      .slice(-MOST_LINES)
      .map(lineInWords),
    ...[...earlier, ...commands].filter((one) => one.callSid === callSid).map(commandInWords),
  ])
  const programs = [...coordinators, ...workers].flatMap(({ name, running, said }) => [
    `${name} ${running ? 'runs' : 'is over'}, and said last:`,
    ...said.slice(-MOST_SAID),
  ])
  return [
    ...calls,
    ...programs,
    'What failed for agents of late:',
    ...agents.flatMap(({ failures }) => failures),
  ]
}

const legInWords = ({ status, where, endedAt }: CarrierLeg) =>
  `the carrier has it as ${status}, ${where}${endedAt === null ? '' : ` since ${endedAt}`}`

const lineInWords = ({ rev, at, event, by, state, evidence = '' }: TimelineEntry) =>
  `${at} rev ${rev} ${event} ${by ?? ''} ${state} ${evidence}`.trim()

function commandInWords({ command, by, sentAt, answeredAt, unanswered, outcome }: SentCommand): string {
  const [sent, answered] = [sentAt, answeredAt].map((at) => new Date(at).toISOString())
  const became =
    outcome.kind === 'acknowledged'
      ? `rev ${outcome.view.rev}`
      : outcome.kind === 'refused'
        ? `${outcome.status} ${outcome.code}`
        : outcome.why
  return `${sent} ${command} asked by ${by}, ${answered} after ${unanswered} tries without an answer: ${became}`
}
