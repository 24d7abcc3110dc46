import { callSetup } from '../setup.ts'

export const ringing = callSetup.createStateConfig({
  initial: 'offering',
  states: {
    offering: {
      description: 'Offered to every agent who is available and talks on no call.',
      tags: ['waiting', 'offered'],
      after: { ringTimeout: { target: '#call.voicemail', actions: 'reachVoicemail' } },
      on: {
        CLAIM: { target: '#call.active.connecting', actions: 'takeFromRinging' },
        DECLINE: { guard: 'hasNotDeclined', actions: 'silenceForDecliner' },
        OFFER: { guard: 'offerChanges', actions: 'offerToAll' },
        GREETED: { guard: 'isGreetingDue', actions: 'noteGreeted' },
      },
    },
    calling: {
      description: 'One of ours calls a colleague: rung alone, and nobody else may take it.',
      tags: ['waiting', 'offered'],
      after: { ringTimeout: { target: '#call.ended', actions: 'endUnanswered' } },
      on: {
        CLAIM: {
          guard: 'isOfferedToAsker',
          target: '#call.active.connecting',
          actions: 'takeFromColleague',
        },
        DECLINE: { guard: 'isOfferedToAsker', target: '#call.ended', actions: 'endUnanswered' },
      },
    },
  },
})
