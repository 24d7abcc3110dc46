import { setTimeout as pause } from 'node:timers/promises'
import { compareAllCalls, type ReconcileFinding } from '../../jobs/handlers/compare-all.ts'
import { jobDeps, openProcess, processLog } from '../process.ts'
import { readSettings } from '../settings.ts'
import { parseArguments, runCommand } from './command.ts'
import { print } from './output.ts'
import { provideRedis, provideTwilio, publicUrlOf } from './services.ts'

const USAGE = `usage: npm run reconcile -- [--dry-run]
Compares all calls with Twilio now, and puts right what differs.
  --dry-run  says what differs, and changes nothing
Exit code 1: a call could not be compared.`

const WOULD: Record<ReconcileFinding['verdict'], string> = {
  stays: 'stays',
  ends: 'would end',
  'loses its leg': 'would lose its leg',
  'is adopted': 'would be adopted',
  'is unclear': 'is unclear',
}

await runCommand({
  usage: USAGE,
  parse: (args) => parseArguments(args, { 'dry-run': { type: 'boolean', default: false } }).values,
  async main({ 'dry-run': dryRun }, shutdown) {
    const settings = readSettings(process.env)
    const remote = await provideRedis(settings, shutdown)
    const { twilio } = await provideTwilio(settings, shutdown)
    const log = processLog(settings)
    const opened = await openProcess(
      settings,
      twilio,
      remote,
      publicUrlOf(settings),
      log,
      async () => undefined,
    )
    shutdown.add('The connections', opened.close)
    // A call that is adopted takes a free slot, and which are free is known from the desk.
    if (!dryRun) await opened.coordinator.start()

    const findings = await compareAllCalls(jobDeps(settings, opened), (ms) => pause(ms))
    for (const finding of findings) {
      print(lineOf(finding, dryRun))
      if (!dryRun) await finding.carryOut()
    }
    print(`${summaryOf(findings)}${dryRun ? ' Nothing was changed.' : ''}`)
    return findings.some(isUnclear) ? 1 : 0
  },
})

function isUnclear({ verdict }: ReconcileFinding): boolean {
  return verdict === 'is unclear'
}

function lineOf({ callSid, state, verdict, evidence }: ReconcileFinding, dryRun: boolean): string {
  return `${callSid}  ${state ?? 'unknown'}: ${dryRun ? WOULD[verdict] : verdict}. ${evidence}`
}

function summaryOf(findings: readonly ReconcileFinding[]): string {
  const unclear = findings.filter(isUnclear).length
  const stay = findings.filter(({ verdict }) => verdict === 'stays').length
  const changed = findings.length - unclear - stay
  return `Calls compared: ${findings.length}; with something to put right: ${changed}; unclear: ${unclear}.`
}
