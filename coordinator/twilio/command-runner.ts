import type { Logger } from 'pino'
import { MAY_COME_LATE_MS } from '../../machines/call/recording.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { JobScheduler } from '../job-scheduler.ts'
import { idsOnly, type Tracing } from '../ops/tracing.ts'
import type { Clock } from '../runtime.ts'
import { type Runtime, systemRuntime } from '../runtime.ts'
import type { Carrier, OutsideLegTimes } from './carrier.ts'
import { CarrierUnavailable } from './carrier-errors.ts'
import { commandExecutor } from './execute.ts'
import { type CommandAttempt, Lanes } from './lanes.ts'
import { twilioUrls } from './urls.ts'

/** Commands that are committed and not done. */
interface CommandStore {
  /** Keeps commands that belong to no commit. */
  enqueue(commands: readonly CarrierCommand[]): Promise<void>
  /** Takes a command up. @returns null when it is done, or when a process that lives tries it */
  claim(id: string, dueAt: number | null): Promise<CarrierCommand | null>
  /** Removes the command. Another one with the same id, committed at another time, stays. */
  done(command: Pick<CarrierCommand, 'id' | 'at'>): Promise<void>
  /** The attempt failed and a retry is scheduled: no process tries the command until `dueAt` (ms since the epoch). */
  postpone(id: string, dueAt: number): Promise<void>
}

export interface CommandRunnerDeps {
  carrier: Carrier
  calls: Pick<CallActors, 'send' | 'state' | 'hasFollowedRedirect'>
  publicUrl: string
  store: CommandStore
  scheduler: Pick<JobScheduler, 'retry'>
  clock: Clock
  log: Logger
  /** Called after each attempt, for the metrics. */
  onTried?: (type: CarrierCommand['type'], result: 'ok' | 'trouble', tookMs: number) => void
  /** How long to wait before fetching a call that Twilio says does not exist: Twilio's reads lag behind. */
  verifyAfterMs?: number
  runtime?: Runtime
  tracing?: Tracing
  /** Of a number to which a call is transferred. */
  times(): OutsideLegTimes
}

/** Carries out what commits owe to Twilio: for each call one command at a time, in order, until it is done. */
export interface CommandRunner {
  /** Right after a commit. Never rejects. */
  run(commands: readonly CarrierCommand[]): void
  /** Commands that belong to no commit. @throws `RedisAway`: then nothing is owed */
  owe(commands: readonly CarrierCommand[]): Promise<void>
  /**
   * From the outbox, unless another process tries it. Resolves once the command is queued: a slow Twilio must not block a
   * worker. @param dueAt the time until which the command was postponed, for a retry
   */
  runStored(commandId: string, attempt: number, dueAt?: number): Promise<void>
  /** Ids of the commands that run or are queued. */
  trying(): string[]
  /** Resolves when no command is running or queued, for an ordered shutdown. */
  idle(): Promise<void>
}

const SOONEST_RETRY_MS = 250
const LATEST_RETRY_MS = 30_000
/** Twilio limits a call to 4 h: a command that is older has no effect. */
const OUTDATED_AFTER_MS = 4 * 60 * 60 * 1000
/** What is to be deleted must be, however late. */
const DELETION_OUTDATED_AFTER_MS = 7 * 24 * 60 * 60 * 1000
const VERIFY_AFTER_MS = 1500
/** The number of an attempt that tells Twilio once more what it has confirmed. */
const ONCE_MORE = 1_000

export function createCommandRunner(deps: CommandRunnerDeps): CommandRunner {
  const { store, scheduler: later, clock, log, onTried, runtime = systemRuntime } = deps
  const { tracing = idsOnly(runtime.uuid) } = deps
  const execute = commandExecutor({
    ...deps,
    runtime,
    urls: twilioUrls(deps.publicUrl),
    verifyAfterMs: deps.verifyAfterMs ?? VERIFY_AFTER_MS,
  })
  const lanes = new Lanes(traced, ({ command }) => removeFromOutbox(command))

  function traced({ command, attempt }: CommandAttempt): Promise<void> {
    const { callSid, type, trace } = command
    const attributes = { callSid, attempt }
    return tracing.run({ name: `twilio ${type}`, parent: trace, attributes }, (trace) =>
      attemptCommand({ ...command, trace }, attempt),
    )
  }

  async function attemptCommand(command: CarrierCommand, attempt: number): Promise<void> {
    const startedAt = runtime.elapsed()
    const took = () => runtime.elapsed() - startedAt
    try {
      await execute(command, attempt)
      onTried?.(command.type, 'ok', took())
      log.debug(
        { trace: command.trace, callSid: command.callSid, command: command.type, attempt, tookMs: took() },
        'Command done',
      )
      if (mayBeOvertaken(command, attempt)) await tellOnceMore(command)
      else await removeFromOutbox(command)
    } catch (error) {
      onTried?.(command.type, 'trouble', took())
      await scheduleRetry(command, attempt === ONCE_MORE ? 0 : attempt, error)
    }
  }

  /** When no earlier request can be carried out any more. */
  async function tellOnceMore(command: CarrierCommand): Promise<void> {
    const dueAt = clock.now() + MAY_COME_LATE_MS
    await store.postpone(command.id, dueAt).catch(logOutboxError(command))
    later.retry(command.id, ONCE_MORE, dueAt, command.trace)
  }

  async function scheduleRetry(command: CarrierCommand, attempt: number, error: unknown): Promise<void> {
    const { id, callSid, type, trace } = command
    const isDeletion = type === 'deleteRecording' || type === 'deleteFromLog'
    const outdatedAfterMs = isDeletion ? DELETION_OUTDATED_AFTER_MS : OUTDATED_AFTER_MS
    if (clock.now() - command.at > outdatedAfterMs) {
      log.error({ err: error, trace, callSid, command: type, attempt }, 'Command given up: it is too old')
      return removeFromOutbox(command)
    }
    const retryAfterMs = error instanceof CarrierUnavailable ? error.retryAfterMs : null
    const afterMs = retryDelayMs(attempt, retryAfterMs, runtime.random)
    const dueAt = clock.now() + afterMs
    log.warn(
      { err: error, trace, callSid, command: type, attempt, afterMs },
      'Command failed, and is retried',
    )
    await store.postpone(id, dueAt).catch(logOutboxError(command))
    // Last: the lane would take a retry that comes while this attempt still runs for this attempt.
    later.retry(id, attempt + 1, dueAt, trace)
  }

  const removeFromOutbox = (command: CarrierCommand) => store.done(command).catch(logOutboxError(command))

  /** Redis is away: the command stays in the outbox, and a repetition does no harm. */
  const logOutboxError =
    ({ callSid, type, trace }: CarrierCommand) =>
    (error: unknown) =>
      log.warn({ err: error, trace, callSid, command: type }, 'The outbox could not be updated')

  function run(commands: readonly CarrierCommand[]): void {
    for (const command of commands) void lanes.add({ command, attempt: 0 })
  }

  return {
    run,
    async owe(commands) {
      if (commands.length === 0) return
      await store.enqueue(commands)
      run(commands)
    },
    async runStored(id, attempt, dueAt) {
      const command = await store.claim(id, dueAt ?? null)
      if (command !== null) void lanes.add({ command, attempt: Math.max(1, attempt) })
    },
    trying: () => lanes.commandIds,
    idle: () => lanes.idle(),
  }
}

/** Twilio may still carry out an earlier attempt that it did not answer, after this one that it has confirmed. */
const mayBeOvertaken = ({ type }: CarrierCommand, attempt: number) =>
  type === 'updateParticipant' && attempt > 0 && attempt !== ONCE_MORE

/** Doubles with each attempt, up to half a minute. The jitter keeps retries of many calls apart. */
export function retryDelayMs(
  attempt: number,
  retryAfterMs: number | null = null,
  random = systemRuntime.random,
): number {
  const backoff = Math.min(LATEST_RETRY_MS, SOONEST_RETRY_MS * 2 ** attempt)
  const jittered = backoff * (0.5 + random() / 2)
  return Math.round(Math.max(jittered, retryAfterMs ?? 0))
}
