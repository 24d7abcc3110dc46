import { callSetup } from '../setup.ts'

export const parked = callSetup.createStateConfig({
  initial: 'waiting',
  on: {
    UNPARK: { guard: 'isNotByCaller', target: '#call.active.connecting', actions: 'takeFromLot' },
    CANCEL: {
      description: 'The parker changes their mind: if nobody takes it, it goes to everybody.',
      guard: 'byParkerWithElse',
      actions: 'forgetElse',
    },
  },
  states: {
    waiting: {
      description: 'In a slot of the lot, until an agent unparks the call or the time is up.',
      tags: ['waiting'],
      after: {
        parkTimeout: [
          { guard: 'returnsToOne', target: 'returning', actions: 'returnToOne' },
          { target: 'deciding' },
        ],
      },
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
        'The time in the slot is up. The call is offered to the agent it is parked for, else to the agent who parked it. If that agent cannot take it, or does not, it goes on.',
      tags: ['waiting', 'offered'],
      after: {
        returnTimeout: {
          description: 'The next round. An agent who declined the call in the last one is offered it again.',
          target: 'deciding',
          actions: 'forgetWhoDeclined',
        },
      },
      on: {
        CLAIM: { guard: 'isNotByCaller', target: '#call.active.connecting', actions: 'takeFromLot' },
        DECLINE: [
          { guard: 'isOfferedToAllAndNotDeclined', actions: 'declineOffer' },
          { guard: 'isOfferedToAgent', target: 'deciding', actions: 'declineOffer' },
        ],
        OFFER: [
          { guard: 'offerToAllIsUnheard', actions: 'offerToTheUnreachable' },
          { guard: 'offeredAgentCannotTakeIt', target: 'deciding' },
          { guard: 'offerChanges', actions: 'offerToAll' },
        ],
      },
    },
    deciding: {
      description:
        'Left at once: the agent the call returned to does not take it. It goes where the parker has said, and after that to everybody, until it is taken.',
      always: [
        { guard: 'elseIsVoicemail', target: '#call.voicemail', actions: 'sendToVoicemail' },
        { guard: 'elseIsNumber', target: 'dialling', actions: 'dialElse' },
        { guard: 'elseIsColleague', target: 'returning', actions: 'returnToElse' },
        { target: 'returning', actions: 'returnToAll' },
      ],
    },
    dialling: {
      description:
        'Twilio calls the number that the parker has named. The caller stays in the slot until it answers.',
      tags: ['waiting'],
      after: { transferTimeout: { target: 'returning', actions: ['endElseDial', 'returnToAll'] } },
      on: {
        LEG_DIALLED: { guard: 'awaitsOutsideLeg', actions: 'noteOutsideLeg' },
        LEG_CONNECTED: {
          guard: 'isOutsideLeg',
          target: '#call.active.outside',
          actions: ['noteOutsideLeg', 'completeToOutsideNumber'],
        },
        LEG_ENDED: { guard: 'isOutsideLeg', target: 'returning', actions: ['endElseDial', 'returnToAll'] },
        CANCEL: { guard: 'bySender', target: 'returning', actions: ['endElseDial', 'returnToAll'] },
      },
    },
  },
})
