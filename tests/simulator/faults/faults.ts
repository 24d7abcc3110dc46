import { createHash, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { SimulatorResponse } from '../http/routes.ts'
import { errorReply, RestError } from '../rest/errors.ts'
import {
  type FaultAction,
  type FaultCounts,
  type FaultDecision,
  type FaultJournal,
  type FaultKind,
  type FaultSettings,
  faultsSchema,
} from './schema.ts'

const KEPT = 50_000
const SEEDS = 2 ** 31
const RETRY_AFTER_S = 1
const MESSAGES = {
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service unavailable',
} as const

export interface CallbackFate {
  /** After how long, for each time that it is sent; none: it is lost. */
  readonly copies: readonly number[]
  /** It waits until the next one has been delivered. */
  readonly reordered: boolean
}

export interface DocumentFate {
  readonly delayMs: number
  readonly twice: boolean
}

/**
 * Decides what goes wrong. A decision rests on the seed, the kind of event and how many of that kind there were
 * before: the same events meet the same faults, however long they take.
 */
export class Faults {
  current: FaultSettings = faultsSchema.parse({})
  private seed = 0
  private counts: FaultCounts = { callback: 0, document: 0, rest: 0 }
  private restLeft = 0
  private decisions: FaultDecision[] = []
  private actions: FaultAction[] = []
  private complete = true
  /** When a run is replayed: what was decided then, and what was done. */
  private replayed: Map<string, FaultDecision> | null = null
  private pending: FaultAction[] = []
  /** Does to the n-th leg what was done then. @returns whether there is such a leg yet */
  private perform: (action: FaultAction) => boolean = () => true

  /** @param perform for the actions of a replay */
  onAction(perform: (action: FaultAction) => boolean): void {
    this.perform = perform
  }

  /** A journal begins with faults, and is kept when they are healed. @returns whether one began */
  set(settings: FaultSettings): boolean {
    const heals = settings.seed === undefined && !wantsAny(settings)
    this.current = settings
    this.replayed = null
    this.pending = []
    if (!heals) this.begin(settings.seed ?? randomInt(SEEDS))
    this.restLeft =
      settings.rest?.times ?? (settings.rest?.share === undefined ? 1 : Number.POSITIVE_INFINITY)
    return !heals
  }

  replay(journal: FaultJournal): void {
    this.current = journal.faults
    this.begin(journal.seed)
    this.replayed = new Map(journal.decisions.map((one) => [`${one.kind}:${one.n}`, one]))
    this.pending = [...journal.actions]
    this.act()
  }

  get journal(): FaultJournal {
    const { seed: _, ...faults } = this.current
    const { seed, decisions, actions, complete } = this
    return { seed, faults, decisions, actions, complete, replayed: this.replayed !== null }
  }

  /** Somebody does something to the `leg`-th leg of this run. */
  note(what: FaultAction['what'], leg: number): void {
    this.actions.push({ what, leg, after: { ...this.counts } })
  }

  callback(what: string): CallbackFate {
    const n = this.next('callback')
    const known = this.recall('callback', n)
    const fate = known ?? (this.replayed ? ON_TIME : this.callbackFate(n))
    const usual = fate.copies.length === 1 && fate.copies[0] === 0 && !fate.reordered
    if (!usual) this.write({ kind: 'callback', n, what, copies: [...fate.copies], reordered: fate.reordered })
    return fate
  }

  document(what: string): DocumentFate {
    const n = this.next('document')
    const known = this.recall('document', n)
    const fate = known ?? (this.replayed ? { delayMs: 0, twice: false } : this.documentFate(n))
    if (fate.delayMs > 0 || fate.twice) this.write({ kind: 'document', n, what, ...pick(fate) })
    return fate
  }

  /** Runs a REST request, or fails it as told. */
  async rest(
    what: string,
    handle: () => SimulatorResponse | Promise<SimulatorResponse>,
  ): Promise<SimulatorResponse> {
    const n = this.next('rest')
    const decision = this.recall('rest', n) ?? (this.replayed ? null : this.restFate(n, what))
    if (decision === null) return handle()
    const { answer, delayMs } = decision
    this.write({ kind: 'rest', n, what, answer, delayMs })
    switch (answer) {
      case 'lost':
        return { status: (await handle()).status, lost: true }
      case 'slow': {
        const reply = await handle()
        await waits(delayMs)
        return reply
      }
      case 'hang':
        await waits(delayMs)
        return { status: 0, lost: true }
      default: {
        const reply = errorReply(new RestError(answer, 20_000 + answer, MESSAGES[answer]))
        return answer === 429 ? { ...reply, headers: { 'Retry-After': String(RETRY_AFTER_S) } } : reply
      }
    }
  }

  private callbackFate(n: number): CallbackFate {
    const { drop, duplicate, reorder, delay, jitterMs } = this.current.callbacks
    if (this.chance('callback', n, 'drop') < drop) return { copies: [], reordered: false }
    const late = (copy: string) =>
      this.chance('callback', n, `delay ${copy}`) < delay
        ? Math.round(this.chance('callback', n, `late ${copy}`) * jitterMs)
        : 0
    const twice = this.chance('callback', n, 'duplicate') < duplicate
    const reordered = this.chance('callback', n, 'reorder') < reorder
    return { copies: twice ? [late('first'), late('second')] : [late('first')], reordered }
  }

  private documentFate(n: number): DocumentFate {
    const { duplicate, delay, jitterMs } = this.current.documents
    const late = this.chance('document', n, 'delay') < delay
    return {
      delayMs: late ? Math.round(this.chance('document', n, 'late') * jitterMs) : 0,
      twice: this.chance('document', n, 'duplicate') < duplicate,
    }
  }

  private restFate(
    n: number,
    what: string,
  ): Pick<FaultDecision & { kind: 'rest' }, 'answer' | 'delayMs'> | null {
    const { rest } = this.current
    if (rest === null || this.restLeft === 0 || !what.includes(rest.path)) return null
    if (this.chance('rest', n, 'share') >= (rest.share ?? 1)) return null
    this.restLeft -= 1
    const answer = rest.answer[Math.floor(this.chance('rest', n, 'answer') * rest.answer.length)]
    if (answer === undefined) return null
    return { answer, delayMs: answer === 'hang' ? rest.hangMs : answer === 'slow' ? rest.delayMs : 0 }
  }

  private begin(seed: number): void {
    this.seed = seed
    this.counts = { callback: 0, document: 0, rest: 0 }
    this.decisions = []
    this.actions = []
    this.complete = true
  }

  private next(kind: FaultKind): number {
    const n = this.counts[kind]
    this.counts[kind] = n + 1
    if (this.pending.length > 0) setImmediate(() => this.act())
    return n
  }

  /** What was done by now in the run that is replayed; to a leg that is not there yet, as soon as it is. */
  private act(): void {
    const isDue = ({ after }: FaultAction) =>
      (['callback', 'document', 'rest'] as const).every((kind) => this.counts[kind] >= after[kind])
    this.pending = this.pending.filter((action) => !isDue(action) || !this.perform(action))
  }

  private recall<K extends FaultKind>(kind: K, n: number): (FaultDecision & { kind: K }) | null {
    const known = this.replayed?.get(`${kind}:${n}`)
    return known !== undefined && isOf(known, kind) ? known : null
  }

  private write(decision: FaultDecision): void {
    if (this.decisions.length < KEPT) this.decisions.push(decision)
    else this.complete = false
  }

  /** From 0 to 1, evenly. */
  private chance(kind: FaultKind, n: number, aspect: string): number {
    const hash = createHash('sha256').update(`${this.seed} ${kind} ${n} ${aspect}`).digest()
    return hash.readUIntBE(0, 6) / 2 ** 48
  }
}

const ON_TIME: CallbackFate = { copies: [0], reordered: false }
const pick = ({ delayMs, twice }: DocumentFate) => ({ delayMs, twice })
const isOf = <K extends FaultKind>(
  decision: FaultDecision,
  kind: K,
): decision is FaultDecision & { kind: K } => decision.kind === kind

/** A process that is to end does not wait for it. */
const waits = (ms: number) => pause(ms, undefined, { ref: false })

function wantsAny({ callbacks, documents, rest }: FaultSettings): boolean {
  const { drop, duplicate, reorder, jitterMs } = callbacks
  return drop + duplicate + reorder + jitterMs + documents.duplicate + documents.jitterMs > 0 || rest !== null
}
