import type { Role } from '../../../machines/ids.ts'
import { wantedLeg } from '../../../web/softphone/wanted-leg.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import { giveCommand } from './command.ts'
import { SimulatedConsole, SimulatedStream } from './console.ts'
import type { SimulatedCoordinator } from './coordinators.ts'
import { isOver, type SimulatedLeg } from './leg.ts'
import { type Move, moveWith, nextMove } from './moves.ts'
import { ConsoleProofs } from './proofs.ts'
import type { World } from './world.ts'

const DAY_MS = 86_400_000

/** An agent who takes calls: a browser tab with its event stream and its leg, and choices of its own. */
export class Agent {
  readonly role: Role
  console: SimulatedConsole | null = null
  leg: SimulatedLeg | null = null
  #stream: SimulatedStream | null = null
  /** Counts the tabs. What an earlier tab began is dropped. */
  #tab = 0
  #commands = 0
  /** How often Redis had lost all data when this agent signed in. */
  #signedInAt = -1
  #joining: string | null = null
  /** What the frozen page will do when it thaws. Null: it is not frozen. */
  #delayed: (() => void)[] | null = null
  #frozenAt = 0

  constructor(
    private readonly world: World,
    readonly random: SeededRandom,
    readonly id: string,
  ) {
    this.role = random.pick(['agent', 'agent', 'supervisor'])
  }

  /** The console that is frozen, since when; null when there is none, or when its stream has ended. */
  get frozen(): { consoleId: string; since: number } | null {
    const consoleId = this.console?.proofs.consoleId ?? null
    return this.#delayed && consoleId !== null && this.connected ? { consoleId, since: this.#frozenAt } : null
  }

  /** Whether both ends take the stream for open. */
  get connected() {
    return this.#stream?.open === true && this.#stream.coordinator.alive
  }

  comes() {
    this.#openTab()
    this.#think(this.#tab)
  }

  /** Opens the console if it is closed. */
  mustBeThere() {
    if (this.console === null) this.comes()
  }

  #openTab() {
    this.#tab += 1
    const tab = this.#tab
    const proofs = new ConsoleProofs(this.world, this.random.fork(`proofs of ${tab}`), this)
    this.console = new SimulatedConsole(this.world, `${this.id}'s console`, proofs, () => this.#follow())
    void this.#connect(tab)
  }

  /** @param noticedAfterMs when the coordinator and Twilio notice: a crash sends no message */
  #closeTab(noticedAfterMs: number) {
    this.#tab += 1
    this.#stream?.leave(noticedAfterMs)
    this.#stream = null
    this.console?.proofs.close()
    this.console = null
    const { leg } = this
    this.leg = null
    this.#joining = null
    if (leg) this.world.scheduler.after(noticedAfterMs, () => this.world.twilio.hangUp(leg))
  }

  async #connect(tab: number): Promise<void> {
    const { world } = this
    await world.scheduler.sleep(this.random.between(50, 800))
    if (tab !== this.#tab) return
    const coordinator = world.coordinators.anyReady()
    const connected = coordinator !== null && (await this.#open(coordinator, tab))
    if (!connected && tab === this.#tab && !this.#stream?.open) return this.#connect(tab)
  }

  async #open(coordinator: SimulatedCoordinator, tab: number): Promise<boolean> {
    const { world } = this
    const { feed } = coordinator
    const stream = new SimulatedStream(
      world,
      coordinator,
      (text) =>
        this.#whenAwake(() => {
          if (tab === this.#tab && stream === this.#stream) this.console?.receive(text)
        }),
      () =>
        this.#whenAwake(() => {
          if (tab !== this.#tab || stream !== this.#stream) return
          this.console?.cut()
          void this.#connect(tab)
        }),
    )
    this.#stream = stream
    this.console?.cut()
    const request = {
      ...{ agentId: this.id, name: this.id, role: this.role, company: false, sessionHash: `hash-${this.id}` },
      expiresAt: Math.floor(world.scheduler.now) + DAY_MS,
      lastEventId: this.console?.lastEventId ?? null,
    }
    try {
      await world.coordinators.request(coordinator, async () => {
        await this.#signIn(coordinator)
        await feed.open(request, stream.request, stream.response)
      })
      return true
    } catch (error) {
      world.rules.failUnlessExpected(error, `${this.id} opens a stream`)
      if (this.#stream === stream) this.#stream = null
      return false
    }
  }

  async #signIn({ sessions, agents }: SimulatedCoordinator): Promise<void> {
    const { world, id } = this
    const { timesForgotten } = world.rules
    if (this.#signedInAt === timesForgotten) return
    const account = { agentId: id, name: id, role: this.role, company: false }
    await sessions.restore(account, `hash-${id}`, Math.floor(world.scheduler.now) + DAY_MS)
    await agents.send(id, id, { type: 'SIGN_IN' })
    await agents.send(id, id, { type: 'CHOOSE', presence: 'available' })
    this.#signedInAt = timesForgotten
  }

  /** The leg follows what the server says, not what the console predicts. */
  #follow() {
    if (!this.console || this.#delayed) return
    const wanted = wantedLeg(this.console.calls.values(), this.id, this.leg?.callSid ?? null)
    // The agent's own call to a colleague is on no screen yet.
    const isNew =
      this.leg?.kind === 'caller' && !this.console.calls.has(this.leg.callSid) && !this.world.faultFree
    if (this.leg && !isNew && wanted?.callSid !== this.leg.callSid) {
      const { leg } = this
      this.leg = null
      this.world.twilio.hangUp(leg)
    }
    if (wanted?.join && !this.leg && this.#joining !== wanted.callSid) this.#join(wanted.callSid)
  }

  #join(callSid: string) {
    const { world } = this
    const tab = this.#tab
    this.#joining = callSid
    const takesMs = world.faults.strikes('neverJoins') ? 12_000 : this.random.between(50, 700)
    world.scheduler.after(takesMs, () => {
      if (tab !== this.#tab || this.#joining !== callSid) return
      this.#joining = null
      if (this.#delayed) return
      if (this.console && wantedLeg(this.console.calls.values(), this.id, null)?.callSid !== callSid) return
      const leg = world.twilio.connect(this.id, callSid, () => {
        if (this.leg !== leg) return
        this.leg = null
        world.scheduler.after(1_000, () => {
          if (tab === this.#tab) this.#follow()
        })
      })
      if (!isOver(leg)) this.leg = leg
    })
  }

  /** The server has said that the colleague is free: this browser's leg becomes the caller's leg. */
  callsColleague(colleague: string) {
    if (!this.console || this.leg) return
    const leg = this.world.twilio.connectColleague(this.id, colleague, () => {
      if (this.leg === leg) this.leg = null
    })
    if (!isOver(leg)) this.leg = leg
  }

  #think(tab: number) {
    this.world.scheduler.after(this.random.between(200, 2_500), () => {
      if (tab !== this.#tab) return
      if (!this.world.quiet && !this.#delayed) this.#move()
      this.#think(this.#tab)
    })
  }

  #move() {
    const { world } = this
    const { faults, scheduler } = world
    if (!this.console) return
    if (faults.strikes('tabCrashes')) {
      world.note(`${this.id}'s tab crashes`)
      this.#closeTab(this.random.between(1_000, 20_000))
      const back = this.random.between(1_000, 25_000)
      return void scheduler.after(back, () => this.mustBeThere())
    }
    if (faults.strikes('tabReloads')) {
      world.note(`${this.id} reloads`)
      this.#closeTab(this.random.between(1, 50))
      return this.#openTab()
    }
    if (this.leg && faults.strikes('legLost')) return this.#nap(this.leg)
    if (faults.strikes('streamBreaks')) return this.#breakStream(this.random.between(1, 300))
    if (faults.strikes('streamHangs')) return this.#breakStream(this.random.between(5_000, 15_000))
    if (faults.strikes('consoleDeaf'))
      return this.console.proofs.turnsDeaf(this.random.between(5_000, 60_000))
    if (faults.strikes('consoleLies'))
      return this.console.proofs.beginsToLie(this.random.between(5_000, 60_000))
    if (faults.strikes('consoleFreezes')) return this.#freeze(this.random.between(20_000, 90_000))
    const move = nextMove(this.console, this.id, this.random, world.agents.names())
    if (move) this.#give(move, this.random.between(3, 40))
  }

  /** Sends this command, where it makes sense, at the same moment as all other agents. */
  rushes(command: string) {
    if (this.#delayed) return
    const move = this.console && moveWith(this.console, this.id, this.random, command)
    if (move) this.#give(move, this.random.between(0, 1))
  }

  #give(move: Move, inMs: number) {
    this.#commands += 1
    void giveCommand(this.world, this, move, { key: `${this.id}-${this.#commands}`, inMs })
  }

  /** The computer sleeps for so short a time that nothing but the leg is lost. */
  #nap(leg: SimulatedLeg) {
    const forMs = this.random.between(3_000, 18_000)
    this.#freeze(forMs)
    this.world.scheduler.after(this.random.between(0, forMs), () => {
      this.world.note(`${this.id}'s leg is lost`)
      this.world.twilio.hangUp(leg)
    })
  }

  /** The browser stops this page: it sees and does nothing, and its stream stays open. */
  #freeze(forMs: number) {
    const { world, console } = this
    if (!console) return
    const delayed: (() => void)[] = []
    this.#delayed = delayed
    this.#frozenAt = world.scheduler.now
    world.note(`${this.id}'s console freezes`)
    console.proofs.frozen = true
    world.scheduler.after(forMs, () => {
      world.note(`${this.id}'s console thaws`)
      this.#delayed = null
      console.proofs.frozen = false
      for (const what of delayed) what()
      this.#follow()
    })
  }

  #whenAwake(what: () => void) {
    if (this.#delayed) this.#delayed.push(what)
    else what()
  }

  #breakStream(noticedAfterMs: number) {
    this.world.note(`${this.id}'s stream breaks`)
    this.#stream?.leave(noticedAfterMs)
    this.console?.cut()
    void this.#connect(this.#tab)
  }
}
