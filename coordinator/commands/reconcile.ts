import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type ReconcileFinding, reconcileFindings } from '../../jobs/handlers/findings.ts'
import { jobDeps, openProcess, processLog } from '../process.ts'
import { readSettings } from '../settings.ts'
import { redisFor } from './launcher/redis-for.ts'
import { runProcess, type Shutdown } from './lifecycle.ts'
import { startSandbox } from './sandbox/sandbox.ts'

/** `npm run reconcile`: all calls against Twilio, now. With `-- --dry-run` it only says what it would do. */
async function reconcileByHand(shutdown: Shutdown) {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } })
  const dryRun = values['dry-run']
  const settings = readSettings(process.env)
  const running = await redisFor(settings)
  shutdown.add('Redis', running.stop)
  const sandbox = settings.twilio === null ? await startSandbox(settings.dataDir) : null
  if (sandbox) shutdown.add('The sandbox', sandbox.stop)
  const twilio = settings.twilio ?? sandbox?.twilio
  if (!twilio) throw new Error('There is neither a Twilio account nor a sandbox')

  const publicUrl = settings.publicUrl ?? `http://${settings.host}:${settings.port}`
  const log = processLog(settings)
  const opened = await openProcess(settings, twilio, running.redis, publicUrl, log, async () => undefined)
  shutdown.add('The connections', opened.close)
  // Whoever is adopted takes a slot that is free: that needs a look at the desk.
  if (!dryRun) await opened.coordinator.start()

  const found = await reconcileFindings(jobDeps(settings, opened), (ms) => pause(ms))
  for (const finding of found) {
    process.stdout.write(`${lineOf(finding, dryRun)}\n`)
    if (!dryRun) await finding.carryOut()
  }
  process.stdout.write(`${summaryOf(found)}${dryRun ? ' Nothing was changed.' : ''}\n`)
  const isClear = found.every(({ verdict }) => verdict !== 'is unclear')
  await shutdown.run()
  process.exit(isClear ? 0 : 1)
}

const WOULD: Record<ReconcileFinding['verdict'], string> = {
  stays: 'stays',
  ends: 'would end',
  'loses its leg': 'would lose its leg',
  'is adopted': 'would be adopted',
  'is unclear': 'is unclear',
}

const lineOf = ({ callSid, state, verdict, evidence }: ReconcileFinding, dryRun: boolean) =>
  `${callSid}  ${state ?? 'unknown'}: ${dryRun ? WOULD[verdict] : verdict}. ${evidence}`

function summaryOf(found: readonly ReconcileFinding[]): string {
  const changed = found.filter(({ verdict }) => verdict !== 'stays' && verdict !== 'is unclear').length
  const unclear = found.filter(({ verdict }) => verdict === 'is unclear').length
  return `Calls compared: ${found.length}; with something to put right: ${changed}; unclear: ${unclear}.`
}

await runProcess(reconcileByHand)
