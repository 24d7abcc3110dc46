import type { Logger } from 'pino'
import type { CallActors } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { JobScheduler } from '../job-scheduler.ts'
import { idsOnly, type Tracing } from '../ops/tracing.ts'
import type { Clock } from '../runtime.ts'
import { type Runtime, systemRuntime } from '../runtime.ts'
import type { Carrier } from './carrier.ts'
import { CarrierUnavailable } from './carrier-errors.ts'
import { commandExecutor } from './execute.ts'
import { type CommandAttempt, Lanes } from './lanes.ts'
import { twilioUrls } from './urls.ts'

/** What was committed and is not done yet. */
interface CommandStore {
  read(id: string): Promise<CarrierCommand | null>
  /** What was committed since under the same id, at another time, stays. */
  done(command: Pick<CarrierCommand, 'id' | 'at'>): Promise<void>
  /** It did not work, and is on its way to be tried again: leave it alone until `nextAt` (ms since the epoch). */
  attempted(id: string, nextAt: number): Promise<void>
}

export interface CommandRunnerDeps {
  carrier: Carrier
  calls: Pick<CallActors, 'send' | 'state' | 'hasFollowedRedirect'>
  publicUrl: string
  store: CommandStore
  later: Pick<JobScheduler, 'retry'>
  clock: Clock
  log: Logger
  /** Called after each try, for the metrics. */
  onTried?: (type: CarrierCommand['type'], result: 'ok' | 'trouble', tookMs: number) => void
  /** Before the second look at a call that Twilio says is not there: its reads lag behind. */
  verifyAfterMs?: number
  runtime?: Runtime
  tracing?: Tracing
  /** How long a number outside rings. */
  ringMs: number
}

/** Carries out what commits owe to Twilio: for each call one command at a time, in order, until it is done. */
export interface CommandRunner {
  /** Right after a commit. Never rejects. */
  run(commands: readonly CarrierCommand[]): void
  /** From the outbox, by a job. Resolves once the command is queued: a slow Twilio must not block a worker. */
  runStored(commandId: string, attempt: number): Promise<void>
  /** Resolves when nothing is under way any more, for an ordered shutdown. */
  idle(): Promise<void>
}

const SOONEST_RETRY_MS = 250
const LATEST_RETRY_MS = 30_000
/** No call lasts longer than 4 h unless Twilio was asked: whatever is owed by then helps nobody. */
const OUTDATED_AFTER_MS = 4 * 60 * 60 * 1000
/** What somebody said is of no age: it is to go, however late. */
const RECORDING_OUTDATED_AFTER_MS = 7 * 24 * 60 * 60 * 1000
const VERIFY_AFTER_MS = 1500

export function createCommandRunner(options: CommandRunnerDeps): CommandRunner {
  const { store, later, clock, log, onTried, runtime = systemRuntime } = options
  const { tracing = idsOnly(runtime.uuid) } = options
  const carryOut = commandExecutor({
    ...options,
    runtime,
    urls: twilioUrls(options.publicUrl),
    verifyAfterMs: options.verifyAfterMs ?? VERIFY_AFTER_MS,
  })
  const lanes = new Lanes(attempt, ({ command }) => settle(command))

  function attempt(errand: CommandAttempt): Promise<void> {
    const { callSid, type, trace } = errand.command
    const attributes = { callSid, attempt: errand.attempt }
    return tracing.run({ name: `twilio ${type}`, parent: trace, attributes }, (trace) =>
      tried({ ...errand, command: { ...errand.command, trace } }),
    )
  }

  async function tried({ command, attempt }: CommandAttempt): Promise<void> {
    const startedAt = runtime.elapsed()
    const took = () => runtime.elapsed() - startedAt
    try {
      await carryOut(command, attempt)
      onTried?.(command.type, 'ok', took())
      log.debug(
        { trace: command.trace, callSid: command.callSid, command: command.type, attempt, tookMs: took() },
        'Twilio was told',
      )
      await settle(command)
    } catch (error) {
      onTried?.(command.type, 'trouble', took())
      await tryAgain(command, attempt, error)
    }
  }

  async function tryAgain(command: CarrierCommand, attempt: number, error: unknown): Promise<void> {
    const { id, callSid, type, trace } = command
    const outdatedAfterMs = type === 'deleteRecording' ? RECORDING_OUTDATED_AFTER_MS : OUTDATED_AFTER_MS
    if (clock.now() - command.at > outdatedAfterMs) {
      log.error({ err: error, trace, callSid, command: type, attempt }, 'Twilio was never told: given up')
      return settle(command)
    }
    const retryAfterMs = error instanceof CarrierUnavailable ? error.retryAfterMs : null
    const afterMs = retryDelayMs(attempt, retryAfterMs, runtime.random)
    log.warn(
      { err: error, trace, callSid, command: type, attempt, afterMs },
      'Twilio could not be told, will be again',
    )
    await store.attempted(id, clock.now() + afterMs).catch(stays(command))
    // The last thing of this try: a retry that came while it still ran would be taken for this one.
    later.retry(id, attempt + 1, afterMs, trace)
  }

  const settle = (command: CarrierCommand) => store.done(command).catch(stays(command))

  /** Redis is away: the command stays owed, and running it once more does no harm. */
  const stays =
    ({ callSid, type, trace }: CarrierCommand) =>
    (error: unknown) =>
      log.warn({ err: error, trace, callSid, command: type }, 'A command could not be taken off the outbox')

  return {
    run: (commands) => {
      for (const command of commands) void lanes.add({ command, attempt: 0 })
    },
    async runStored(id, attempt) {
      const command = await store.read(id)
      if (command !== null) void lanes.add({ command, attempt: Math.max(1, attempt) })
    },
    idle: () => lanes.idle(),
  }
}

/** Doubles with each try, up to half a minute, and spreads out so that many calls do not come back as one. */
export function retryDelayMs(
  attempt: number,
  retryAfterMs: number | null = null,
  random = systemRuntime.random,
): number {
  const backoff = Math.min(LATEST_RETRY_MS, SOONEST_RETRY_MS * 2 ** attempt)
  const jittered = backoff * (0.5 + random() / 2)
  return Math.round(Math.max(jittered, retryAfterMs ?? 0))
}
