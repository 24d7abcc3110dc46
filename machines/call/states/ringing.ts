import { callSetup } from '../setup.ts'

export const ringing = callSetup.createStateConfig({
  initial: 'offering',
  states: {
    offering: {
      description: 'Offered to every agent who is available and talks on no call.',
      tags: ['waiting', 'offered'],
      after: { ringTimeout: { target: '#call.voicemail', actions: 'sendToVoicemail' } },
      on: {
        CLAIM: { target: '#call.active.connecting', actions: 'takeFromRinging' },
        DECLINE: { guard: 'hasNotDeclined', actions: 'declineOffer' },
        OFFER: { guard: 'offerChanges', actions: 'offerToAll' },
        GREETED: { guard: 'isGreetingDue', actions: 'noteGreeted' },
      },
    },
    calling: {
      description: 'An agent calls a colleague. The call is offered to that colleague alone.',
      tags: ['waiting', 'offered'],
      after: { ringTimeout: { target: '#call.ended', actions: 'endUnanswered' } },
      on: {
        CLAIM: {
          guard: 'isOfferedToAgent',
          target: '#call.active.connecting',
          actions: 'takeFromColleague',
        },
        DECLINE: { guard: 'isOfferedToAgent', target: '#call.ended', actions: 'endUnanswered' },
      },
    },
  },
})
