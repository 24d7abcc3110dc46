import { callSetup } from '../setup.ts'

export const parked = callSetup.createStateConfig({
  initial: 'waiting',
  on: {
    UNPARK: { guard: 'isNotByCaller', target: '#call.active.connecting', actions: 'takeFromLot' },
  },
  states: {
    waiting: {
      description: 'In a slot of the lot, until an agent unparks the call or the time is up.',
      tags: ['waiting'],
      after: { parkTimeout: { target: 'returning', actions: 'returnToParker' } },
      on: {
        AGENT_SIGNED_OUT: {
          guard: 'lostAgentHasSignedOut',
          target: 'returning',
          actions: 'returnToAll',
        },
        AGENT_BACK: {
          description:
            'A console of the agent whose leg was lost opens, awakes, or still echoes: the agent is in front of it.',
          guard: 'lostAgentIsBack',
          target: 'returning',
          actions: 'returnToLostAgent',
        },
      },
    },
    returning: {
      description:
        'The time in the slot is up. The call is offered to the agent who parked it, then to everybody until it is taken; to everybody at once if that agent cannot take it.',
      tags: ['waiting', 'offered'],
      after: {
        returnTimeout: {
          description: 'The next round. Whoever declined the call in the last one is offered it again.',
          target: 'returning',
          reenter: true,
          actions: ['forgetWhoDeclined', 'returnToAll'],
        },
      },
      on: {
        CLAIM: { guard: 'isNotByCaller', target: '#call.active.connecting', actions: 'takeFromLot' },
        DECLINE: [
          { guard: 'isOfferedToAllAndNotDeclined', actions: 'declineOffer' },
          {
            guard: 'isOfferedToAgent',
            target: 'returning',
            reenter: true,
            actions: ['declineOffer', 'returnToAll'],
          },
        ],
        OFFER: [
          { guard: 'offerToAllIsUnheard', actions: 'offerToTheUnreachable' },
          {
            guard: 'offeredAgentCannotTakeIt',
            target: 'returning',
            reenter: true,
            actions: 'returnToAll',
          },
          { guard: 'offerChanges', actions: 'offerToAll' },
        ],
      },
    },
  },
})
