import type { Role } from '../../../machines/ids.ts'
import { wantedLeg } from '../../../web/softphone/wanted-leg.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import { giveCommand } from './command.ts'
import { SimulatedConsole, SimulatedStream } from './console.ts'
import type { SimulatedCoordinator } from './coordinators.ts'
import { isOver, type SimulatedLeg } from './leg.ts'
import { type Move, moveWith, nextMove } from './moves.ts'
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

  constructor(
    private readonly world: World,
    readonly random: SeededRandom,
    readonly id: string,
  ) {
    this.role = random.pick(['agent', 'agent', 'supervisor'])
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
    this.console = new SimulatedConsole(this.world, `${this.id}'s console`, () => this.#follow())
    void this.#connect(tab)
  }

  /** @param noticedAfterMs when the coordinator and Twilio notice: a crash sends no message */
  #closeTab(noticedAfterMs: number) {
    this.#tab += 1
    this.#stream?.leave(noticedAfterMs)
    this.#stream = null
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
      (text) => {
        if (tab === this.#tab && stream === this.#stream) this.console?.receive(text)
      },
      () => {
        if (tab !== this.#tab || stream !== this.#stream) return
        this.console?.cut()
        void this.#connect(tab)
      },
    )
    this.#stream = stream
    this.console?.cut()
    const request = {
      ...{ agentId: this.id, name: this.id, role: this.role, sessionHash: `hash-${this.id}` },
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
    const account = { agentId: id, name: id, role: this.role }
    await sessions.restore(account, `hash-${id}`, Math.floor(world.scheduler.now) + DAY_MS)
    await agents.send(id, id, { type: 'SIGN_IN' })
    await agents.send(id, id, { type: 'CHOOSE', presence: 'available' })
    this.#signedInAt = timesForgotten
  }

  /** The leg follows what the server says, not what the console predicts. */
  #follow() {
    if (!this.console) return
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
      if (!this.world.quiet) this.#move()
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
    if (faults.strikes('streamBreaks')) return this.#breakStream(this.random.between(1, 300))
    if (faults.strikes('streamHangs')) return this.#breakStream(this.random.between(5_000, 15_000))
    const move = nextMove(this.console, this.id, this.random, world.agents.names())
    if (move) this.#give(move, this.random.between(3, 40))
  }

  /** Sends this command, where it makes sense, at the same moment as all other agents. */
  rushes(command: string) {
    const move = this.console && moveWith(this.console, this.id, this.random, command)
    if (move) this.#give(move, this.random.between(0, 1))
  }

  #give(move: Move, inMs: number) {
    this.#commands += 1
    void giveCommand(this.world, this, move, { key: `${this.id}-${this.#commands}`, inMs })
  }

  #breakStream(noticedAfterMs: number) {
    this.world.note(`${this.id}'s stream breaks`)
    this.#stream?.leave(noticedAfterMs)
    this.console?.cut()
    void this.#connect(this.#tab)
  }
}
