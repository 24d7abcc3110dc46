import { callSetup } from '../setup.ts'
import { cancel, handOver, leave, legConnects, targetsLegEnds } from './with-target.ts'

export const active = callSetup.createStateConfig({
  initial: 'connecting',
  states: {
    dialling: {
      description: 'Twilio calls the number that the agent dialled. The agent hears the ringback.',
      tags: ['withAgent', 'dialling'],
      after: {
        dialTimeout: { target: '#call.ended', actions: 'endUnanswered' },
        joinTimeout: {
          description: "The agent's leg has not connected: nobody could talk to the called person.",
          guard: 'ownersLegIsMissing',
          target: '#call.ended',
          actions: 'endFailed',
        },
      },
      on: {
        ANSWERED: [
          { guard: 'ownersLegIsConnected', target: 'talking', actions: 'noteAnswered' },
          { target: 'connecting' },
        ],
        LEG_CONNECTED: { guard: 'isOwnersLeg', actions: 'noteOwnersLeg' },
        LEG_ENDED: { guard: 'isOwnersLeg', target: '#call.ended', actions: 'endByAgent' },
        CALLER_ENDED: { target: '#call.ended', actions: 'endUnanswered' },
        FOUND_GONE: { target: '#call.ended', actions: 'endUnanswered' },
      },
    },
    connecting: {
      description: 'The call has an owner whose leg has not connected yet.',
      tags: ['withAgent'],
      after: {
        joinTimeout: [
          { guard: 'wasTakenFromLot', target: '#call.parked.waiting', actions: 'parkAgain' },
          { guard: 'wasTakenFromTransfer', target: '#call.parked.returning', actions: 'returnToSender' },
          { guard: 'wasTakenFromHold', target: '#call.parked.waiting', actions: 'parkForLostAgent' },
          { guard: 'wasDialled', target: '#call.parked.waiting', actions: 'parkForLostAgent' },
          { guard: 'wasCalledByColleague', target: '#call.ended', actions: 'endUnanswered' },
          { target: '#call.ringing', actions: 'offerToAllAgain' },
        ],
      },
      on: { LEG_CONNECTED: { guard: 'isOwnersLeg', target: 'talking', actions: 'connectOwnersLeg' } },
    },
    talking: {
      description: 'The owner and the caller talk in the room.',
      tags: ['withAgent'],
      on: {
        HOLD: { guard: 'byOwner', target: 'held', actions: 'hold' },
        TAKE_OVER: {
          description: 'The supervisor is heard by all from now on, and the leg of the agent ends.',
          guard: 'mayTakeOver',
          actions: 'takeOver',
        },
        TRANSFER: { guard: 'mayTransfer', target: '#call.transferring', actions: 'offerTransfer' },
        LEG_CONNECTED: {
          description: 'The console has connected again before the end of its old leg was reported.',
          guard: 'isOwnersLeg',
          actions: 'connectOwnersLeg',
        },
        LEG_ENDED: [
          {
            description:
              'The agent has reloaded the console and is back: the call returns to the agent at once.',
            guard: 'ownersConsoleHasReopened',
            target: '#call.parked.returning',
            actions: 'returnToOwner',
          },
          {
            description: 'No command ended the leg: the tab crashed or the network failed. The caller stays.',
            guard: 'isOwnersLeg',
            target: '#call.parked.waiting',
            actions: 'parkForLostAgent',
          },
        ],
      },
    },
    held: {
      description: 'The owner may take another call. The leg of the owner waits in the room or was released.',
      tags: ['withAgent', 'onHoldMusic'],
      on: {
        RESUME: [
          { guard: 'byOwnerWithLeg', target: 'talking', actions: 'resume' },
          { guard: 'byOwner', target: 'connecting', actions: 'reconnectOwner' },
        ],
        AGENT_GONE: {
          guard: 'ownerWithoutLegIsGone',
          target: '#call.parked.waiting',
          actions: 'parkForLostAgent',
        },
        TAKE_OVER: { guard: 'mayTakeOver', target: 'talking', actions: 'takeOver' },
        LEG_RELEASED: { guard: 'byOwnerWithLeg', actions: 'releaseOwnersLeg' },
        TRANSFER: { guard: 'mayTransfer', target: '#call.transferring', actions: 'offerTransfer' },
        LEG_CONNECTED: { guard: 'isOwnersLeg', actions: 'connectOwnersLeg' },
        LEG_ENDED: [
          { guard: 'ownersConsoleHasReopened', target: '#call.parked.returning', actions: 'returnToOwner' },
          { guard: 'isOwnersLeg', target: '#call.parked.waiting', actions: 'parkForLostAgent' },
        ],
      },
    },
    threeWay: {
      description:
        'The owner, the caller, and the colleague or number that the owner has consulted, talk in the room. The owner or the third may leave; the others go on.',
      tags: ['withAgent'],
      on: {
        LEG_CONNECTED: legConnects,
        HOLD: {
          description: 'The caller hears hold music. The other two talk alone.',
          guard: 'bySender',
          target: '#call.transferring.consulting',
        },
        COMPLETE: handOver,
        CANCEL: cancel,
        LEAVE: [...handOver, leave],
        LEG_ENDED: [...handOver, ...targetsLegEnds],
      },
    },
    outside: {
      description: 'The caller talks to a number outside. No agent is on the call.',
      after: { carrierCheck: { target: 'outside', reenter: true } },
      on: { LEG_ENDED: { guard: 'isOutsideLeg', target: '#call.ended', actions: 'endAnswered' } },
    },
  },
})
