import { callSetup } from '../setup.ts'

export const transferring = callSetup.createStateConfig({
  initial: 'offering',
  states: {
    offering: {
      tags: ['offered', 'onHoldMusic'],
      after: {
        transferTimeout: {
          target: '#call.parked.returning',
          actions: ['returnToSender', 'forgetOutside'],
        },
      },
      on: {
        CLAIM: [
          { guard: 'isTargetOfConsult', target: 'consulting', actions: 'startConsultation' },
          { guard: 'byTarget', target: '#call.active.connecting', actions: 'takeFromTransfer' },
        ],
        DECLINE: { guard: 'byTarget', target: '#call.parked.returning', actions: 'returnToSender' },
        CANCEL: [
          { guard: 'isSenderWithLeg', target: '#call.active.talking', actions: 'backToSender' },
          {
            description: "After a blind transfer the sender's leg is gone: the console joins anew.",
            guard: 'bySender',
            target: '#call.active.connecting',
            actions: ['backToOwnerWithoutLeg', 'forgetOutside'],
          },
        ],
        COMPLETE: { guard: 'isSenderOfConsult', actions: 'leaveToTarget' },
        LEG_DIALLED: { guard: 'awaitsOutsideLeg', actions: 'noteOutsideLeg' },
        LEG_CONNECTED: [
          {
            guard: 'isConsultOutsideLeg',
            target: 'consulting',
            actions: ['noteOutsideLeg', 'startConsultation'],
          },
          {
            guard: 'isOutsideLeg',
            target: '#call.active.outside',
            actions: ['noteOutsideLeg', 'handToOutside'],
          },
          { guard: 'isOwnersLeg', actions: 'connectLeg' },
        ],
        LEG_ENDED: [
          {
            guard: 'isOutsideLeg',
            target: '#call.parked.returning',
            actions: ['returnToSender', 'forgetOutside'],
          },
          { guard: 'isOwnersAndConsult', actions: 'leaveToTarget' },
        ],
      },
    },
    consulting: {
      description: 'Sender and target talk in the room; the caller hears hold music.',
      tags: ['withAgent', 'onHoldMusic'],
      after: {
        joinTimeout: {
          guard: 'targetIsMissing',
          target: '#call.active.talking',
          actions: 'backToSender',
        },
      },
      on: {
        LEG_CONNECTED: [
          { guard: 'isTargetsLeg', actions: 'connectTargetLeg' },
          { guard: 'isOwnersLeg', actions: 'connectLeg' },
        ],
        COMPLETE: [
          {
            guard: 'endsConsultationWithOutside',
            target: '#call.active.outside',
            actions: 'handToOutside',
          },
          {
            guard: 'endsConsultationWithTargetThere',
            target: '#call.active.talking',
            actions: 'handToTarget',
          },
          { guard: 'endsConsultation', target: '#call.active.connecting', actions: 'handToTarget' },
        ],
        CANCEL: { guard: 'bySender', target: '#call.active.talking', actions: 'backToSender' },
        LEG_ENDED: [
          {
            guard: 'endsConsultationWithOutside',
            target: '#call.active.outside',
            actions: 'handToOutside',
          },
          {
            guard: 'endsConsultationWithTargetThere',
            target: '#call.active.talking',
            actions: 'handToTarget',
          },
          { guard: 'endsConsultation', target: '#call.active.connecting', actions: 'handToTarget' },
          { guard: 'isTargetsLeg', target: '#call.active.talking', actions: 'backToSender' },
          { guard: 'isOutsideLeg', target: '#call.active.talking', actions: 'backToSender' },
        ],
      },
    },
  },
})
