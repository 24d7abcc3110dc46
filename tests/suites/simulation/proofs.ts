import { problemOf, refusalFor } from '../../../coordinator/http/problem.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { type ConsoleFacts, whyDeaf } from '../../../coordinator/protocol/reachability.ts'
import { ApiRefusal } from '../../../web/api/request.ts'
import { deskSectionsOf } from '../../../web/calls/desk-sections.ts'
import { type ConsoleEcho, EchoSender } from '../../../web/feed/echo-sender.ts'
import { createAcknowledgements } from '../../../web/ring/acknowledge.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import { type Requester, requestBy } from './command.ts'
import { ConnectionLost } from './connection-lost.ts'
import type { World } from './world.ts'

const WELL: ConsoleFacts = {
  ...{ secure: true, microphone: true, output: true },
  ...{ sound: true, softphone: true, visible: true },
}
const TROUBLES: Partial<ConsoleFacts>[] = [
  { microphone: false },
  { microphone: 'missing' },
  { sound: false },
  { softphone: false },
  { quiet: true },
]
const NONE = new Set<string>()

/** What a browser tab proves: it echoes beats, and acknowledges the offers for which it rings. It sends both as the real page does. */
export class ConsoleProofs {
  consoleId: string | null = null
  /** It says that it rings, and does not. */
  lies = false
  /** Nothing of this page runs. */
  frozen = false
  #open = true
  #facts = WELL
  #beat: number | null = null
  /** The facts of the last echo; empty when the next beat needs one. */
  #echoed = ''
  readonly #echoes = new EchoSender((it) => this.#echo(it))
  readonly #acknowledgements = createAcknowledgements(
    (callSid) => this.#acknowledge(callSid),
    (afterMs, work) => this.world.scheduler.after(afterMs, work),
  )
  #calls: ReadonlyMap<string, CallView> = new Map()

  constructor(
    private readonly world: World,
    private readonly random: SeededRandom,
    private readonly agent: Requester,
  ) {}

  get why() {
    return whyDeaf(this.#facts)
  }

  close() {
    this.#open = false
  }

  /** A stream begins. */
  opened(consoleId: string) {
    this.consoleId = consoleId
    this.#beat = null
    this.#echoed = ''
  }

  beat(n: number) {
    this.#beat = n
    if (!this.#echoes.suffices(n)) this.#echoed = ''
    this.#say()
  }

  /** The screen has changed. */
  follow(calls: ReadonlyMap<string, CallView>) {
    this.#calls = calls
    const { ringing, current } = deskSectionsOf([...calls.values()], this.agent.id, NONE)
    this.#acknowledgements.keepOnly(ringing)
    const talks = current !== null && current.state !== 'active.held'
    if (ringing.length > 0 && !talks && !this.lies && this.why === null && this.consoleId !== null)
      this.#acknowledgements.ringsFor(ringing, this.consoleId)
  }

  /** For a while the browser lacks a microphone, sound or a telephone, and the page knows. */
  turnsDeaf(forMs: number) {
    this.#learn({ ...WELL, ...this.random.pick(TROUBLES) })
    this.world.note(`${this.agent.id}'s console is deaf: ${this.why}`)
    this.world.scheduler.after(forMs, () => this.#learn(WELL))
  }

  beginsToLie(forMs: number) {
    this.world.note(`${this.agent.id}'s console does not ring, and does not know`)
    this.lies = true
    this.world.scheduler.after(forMs, () => {
      this.lies = false
    })
  }

  #learn(facts: ConsoleFacts) {
    this.#facts = facts
    if (this.frozen || !this.#open) return
    this.#say()
    this.follow(this.#calls)
  }

  #say() {
    const { consoleId } = this
    const told = JSON.stringify(this.#facts)
    if (consoleId === null || this.#beat === null || told === this.#echoed) return
    this.#echoed = told
    this.#echoes.say({ consoleId, echo: { seen: this.#beat, facts: this.#facts } })
  }

  async #echo({ consoleId, echo }: ConsoleEcho) {
    const { world, random } = this
    const { faults, rules } = world
    await world.scheduler.sleep(random.between(3, 60))
    if (faults.strikes('echoLost')) throw new ConnectionLost('The echo is lost')
    if (faults.strikes('echoLate')) await world.scheduler.sleep(random.between(500, 8_000))
    const began = world.scheduler.now
    await this.#post('/api/me/consoles/:consoleId', { consoleId }, echo)
    rules.reachability.echoed(this.agent.id, consoleId, { why: whyDeaf(echo.facts), at: began })
  }

  async #acknowledge(callSid: string) {
    await this.world.scheduler.sleep(this.random.between(10, 500))
    const began = this.world.scheduler.now
    await this.#post('ringing', { callSid }, { consoleId: this.consoleId })
    this.world.rules.reachability.acknowledged(this.agent.id, callSid, began)
  }

  /** @throws as the request of a browser does */
  async #post(path: string, params: Record<string, string>, body: object): Promise<void> {
    const { coordinators } = this.world
    const coordinator = coordinators.anyReady()
    if (!coordinator) throw new ConnectionLost('No coordinator answers')
    const route = coordinator.commands.get(path)
    if (!route || route.access === 'anyone') throw new Error(`There is no ${path}`)
    const request = requestBy(this.agent, { params, body, key: null })
    await coordinators
      .request<unknown>(coordinator, async () => route.handle(request))
      .catch((error: unknown) => {
        this.world.rules.failUnlessExpected(error, path)
        throw error instanceof ConnectionLost ? error : new ApiRefusal(problemOf(refusalFor(error)), null)
      })
  }
}
