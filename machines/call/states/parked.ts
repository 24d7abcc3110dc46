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
        AGENT_BACK: { guard: 'lostAgentIsBack', target: 'returning', actions: 'returnToParker' },
      },
    },
    returning: {
      description:
        'The time in the slot is up. The call is offered to the agent who parked it, then to everybody until it is taken.',
      tags: ['waiting', 'offered'],
      after: { returnTimeout: { target: 'returning', reenter: true, actions: 'returnToAll' } },
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
        OFFER: { guard: 'offerChanges', actions: 'offerToAll' },
      },
    },
  },
})
