import { callSetup } from '../setup.ts'

export const parked = callSetup.createStateConfig({
  initial: 'waiting',
  on: {
    UNPARK: { guard: 'isNotCaller', target: '#call.active.connecting', actions: 'takeFromLot' },
  },
  states: {
    waiting: {
      tags: ['waiting'],
      after: { parkTimeout: { target: 'returning', actions: 'returnToParker' } },
      on: {
        AGENT_BACK: { guard: 'waitsForAgent', target: 'returning', actions: 'returnToParker' },
      },
    },
    returning: {
      description: 'Time is up: offered to the parker, then, for as long as it takes, to everyone.',
      tags: ['waiting', 'offered'],
      after: { returnTimeout: { target: 'returning', reenter: true, actions: 'returnToAll' } },
      on: {
        CLAIM: { guard: 'isNotCaller', target: '#call.active.connecting', actions: 'takeFromLot' },
        DECLINE: [
          { guard: 'isOfferedToAllAndNotDeclined', actions: 'silenceForDecliner' },
          {
            guard: 'isOfferedToAsker',
            target: 'returning',
            reenter: true,
            actions: ['silenceForDecliner', 'returnToAll'],
          },
        ],
        OFFER: { guard: 'offerChanges', actions: 'offerToAll' },
      },
    },
  },
})
