import { callingAgent, transferTarget } from '../../../machines/call/context.ts'
import type { CommittedCall } from './committed-call.ts'
import { isInRoom, isOver, type SimulatedLeg, shortSid } from './leg.ts'
import type { World } from './world.ts'

/** The rule on who is heard in a room: a supervisor who has not joined is heard by no caller, however the legs come and go. */
export class SupervisionRules {
  /** By call: the agents that its caller may have heard, by what was committed. */
  readonly #heard = new Map<string, Set<string>>()
  /** How often a supervisor was in a room with a caller. */
  rooms = 0

  constructor(private readonly world: World) {}

  callCommitted(callSid: string, { snapshot: { context } }: CommittedCall) {
    const { supervision, agentId, transfer } = context
    const heard = this.#heard.get(callSid) ?? new Set<string>()
    this.#heard.set(callSid, heard)
    const joined = supervision?.mode === 'join' ? supervision.by : null
    for (const one of [agentId, transfer?.from, transferTarget(context), callingAgent(context), joined])
      if (one) heard.add(one)
  }

  /** Somebody has come into the call's room, has left it, or is heard by others than before. */
  listen(callSid: string) {
    const { twilio } = this.world
    const caller = twilio.legs.get(callSid)
    const heard = this.#heard.get(callSid)
    if (!caller || !heard || isOver(caller) || !isInRoom(caller)) return
    for (const leg of twilio.legs.values()) {
      if (leg.callSid !== callSid || leg.kind !== 'agent' || !isInRoom(leg)) continue
      const agentId = leg.from.replace('client:', '')
      if (heard.has(agentId)) continue
      this.rooms += 1
      if (isHeardByAll(leg))
        this.world.fail(
          'no caller hears a supervisor who has not joined',
          `${shortSid(callSid)} hears ${agentId}, ${JSON.stringify(leg.part)}`,
        )
    }
  }
}

/** Only the coached participant hears its coach. Source: Twilio's API, `call_sid_to_coach` of a conference's participant. */
const isHeardByAll = ({ part: { muted, coaches } }: SimulatedLeg) => !muted && coaches === null
