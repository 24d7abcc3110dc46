import { callSetup } from '../setup.ts'

export const ringing = callSetup.createStateConfig({
  initial: 'offering',
  states: {
    offering: {
      description:
        'Offered to every agent who is available, talks on no call and has a console that rings. If no console acknowledges the offer, it is offered to every available agent.',
      tags: ['waiting', 'offered'],
      after: {
        ringTimeout: [
          {
            description: 'An agent had claimed the call while the caller heard that the office is closed.',
            guard: 'isClosedWithoutVoicemail',
            target: '#call.voicemail.announcing',
            actions: 'sendToVoicemail',
          },
          { target: '#call.voicemail', actions: 'sendToVoicemail' },
        ],
      },
      on: {
        CLAIM: { target: '#call.active.connecting', actions: 'takeFromRinging' },
        DECLINE: { guard: 'hasNotDeclined', actions: 'declineOffer' },
        OFFER: [
          { guard: 'offerToAllIsUnheard', actions: 'offerToTheUnreachable' },
          { guard: 'offerChanges', actions: 'offerToAll' },
        ],
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
        OFFER: {
          description: 'The colleague is away, signed out, talks, has no console or does not ring by now.',
          guard: 'offeredAgentCannotTakeIt',
          target: '#call.ended',
          actions: 'endUnanswered',
        },
      },
    },
  },
})
