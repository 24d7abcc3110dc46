import { callSetup } from '../setup.ts'
import { cancel, handOver, leave, legConnects, targetsLegEnds } from './with-target.ts'

/** The colleague has answered, and the colleague's leg may still be about to connect. */
const handOverOrConnect = [
  ...handOver,
  { guard: 'senderLeaves', target: '#call.active.connecting', actions: 'completeToTarget' },
] as const

export const transferring = callSetup.createStateConfig({
  initial: 'offering',
  states: {
    offering: {
      description:
        'Offered to the target of the transfer. The caller hears hold music. A consultation that fails leaves the sender on the call.',
      tags: ['offered', 'onHoldMusic'],
      after: {
        transferTimeout: [
          { guard: 'isConsult', target: '#call.active.talking', actions: 'cancelConsultation' },
          { target: '#call.parked.returning', actions: ['returnToSender', 'forgetOutsideNumber'] },
        ],
      },
      on: {
        CLAIM: [
          { guard: 'byTargetOfConsult', target: 'consulting', actions: 'startConsultation' },
          { guard: 'byTarget', target: '#call.active.connecting', actions: 'takeFromTransfer' },
        ],
        DECLINE: [
          { guard: 'byTargetOfConsult', target: '#call.active.talking', actions: 'cancelConsultation' },
          { guard: 'byTarget', target: '#call.parked.returning', actions: 'returnToSender' },
        ],
        OFFER: [
          {
            guard: 'consultedAgentCannotTakeIt',
            target: '#call.active.talking',
            actions: 'cancelConsultation',
          },
          {
            description: 'The target is away, signed out, talks or does not ring by now.',
            guard: 'offeredAgentCannotTakeIt',
            target: '#call.parked.returning',
            actions: 'returnToSender',
          },
        ],
        CANCEL: [
          {
            guard: 'bySenderOfConsult',
            target: '#call.active.talking',
            actions: 'cancelConsultation',
          },
          {
            description: "A blind transfer has ended the sender's leg: the console connects again.",
            guard: 'bySender',
            target: '#call.active.connecting',
            actions: ['reconnectOwner', 'forgetOutsideNumber'],
          },
        ],
        COMPLETE: { guard: 'bySenderOfConsult', actions: 'makeTransferBlind' },
        LEG_DIALLED: { guard: 'awaitsOutsideLeg', actions: 'noteOutsideLeg' },
        LEG_CONNECTED: [
          {
            guard: 'isOutsideLegOfConsult',
            target: 'consulting',
            actions: ['noteOutsideLeg', 'startConsultation'],
          },
          {
            guard: 'isOutsideLeg',
            target: '#call.active.outside',
            actions: ['noteOutsideLeg', 'completeToOutsideNumber'],
          },
          { guard: 'isOwnersLeg', actions: 'connectOwnersLeg' },
        ],
        LEG_ENDED: [
          { guard: 'isOutsideLegOfConsult', target: '#call.active.talking', actions: 'cancelConsultation' },
          {
            guard: 'isOutsideLeg',
            target: '#call.parked.returning',
            actions: ['returnToSender', 'forgetOutsideNumber'],
          },
          { guard: 'isOwnersLegInConsult', actions: 'makeTransferBlind' },
        ],
      },
    },
    consulting: {
      description: 'Sender and target talk in the room. The caller hears hold music.',
      tags: ['withAgent', 'onHoldMusic'],
      after: {
        joinTimeout: {
          guard: 'targetsLegIsMissing',
          target: '#call.active.talking',
          actions: 'cancelConsultation',
        },
      },
      on: {
        LEG_CONNECTED: legConnects,
        RESUME: { guard: 'bySenderWithTarget', target: 'swapped' },
        MERGE: { guard: 'bySenderWithTarget', target: '#call.active.threeWay', actions: 'noteMerged' },
        COMPLETE: handOverOrConnect,
        CANCEL: cancel,
        LEAVE: leave,
        LEG_ENDED: [...handOverOrConnect, ...targetsLegEnds],
      },
    },
    swapped: {
      description: 'The sender talks with the caller again. The target waits and hears hold music.',
      tags: ['withAgent'],
      on: {
        LEG_CONNECTED: legConnects,
        HOLD: { guard: 'bySender', target: 'consulting' },
        MERGE: { guard: 'bySender', target: '#call.active.threeWay', actions: 'noteMerged' },
        COMPLETE: handOver,
        CANCEL: cancel,
        LEAVE: leave,
        LEG_ENDED: [...handOver, ...targetsLegEnds],
      },
    },
  },
})
