import { callSetup } from '../setup.ts'

export const active = callSetup.createStateConfig({
  initial: 'connecting',
  states: {
    dialling: {
      description: 'One of ours had a number called: it rings, and the agent hears that it does.',
      tags: ['withAgent', 'dialling'],
      after: {
        dialTimeout: { target: '#call.ended', actions: 'endUnanswered' },
        joinTimeout: {
          description: "The agent's line never came: nobody would be there to talk to.",
          guard: 'ownersLegIsMissing',
          target: '#call.ended',
          actions: 'endUnreached',
        },
      },
      on: {
        ANSWERED: [
          { guard: 'ownersLegIsThere', target: 'talking', actions: 'noteAnswered' },
          { target: 'connecting' },
        ],
        LEG_CONNECTED: { guard: 'isOwnersLeg', actions: 'noteOwnersLeg' },
        LEG_ENDED: { guard: 'isOwnersLeg', target: '#call.ended', actions: 'endByAgent' },
        CALLER_ENDED: { target: '#call.ended', actions: 'endUnanswered' },
        FOUND_GONE: { target: '#call.ended', actions: 'endUnanswered' },
      },
    },
    connecting: {
      description: "Claimed; the agent's leg has not reached us yet.",
      tags: ['withAgent'],
      after: {
        joinTimeout: [
          { guard: 'wasTakenFromLot', target: '#call.parked.waiting', actions: 'parkAgain' },
          { guard: 'wasTakenFromTransfer', target: '#call.parked.returning', actions: 'returnToSender' },
          { guard: 'wasTakenFromHold', target: '#call.parked.waiting', actions: 'parkForLostAgent' },
          { guard: 'wasDialled', target: '#call.parked.waiting', actions: 'parkForLostAgent' },
          { guard: 'wasCalledByColleague', target: '#call.ended', actions: 'endUnanswered' },
          { target: '#call.ringing', actions: 'ringAgain' },
        ],
      },
      on: { LEG_CONNECTED: { guard: 'isOwnersLeg', target: 'talking', actions: 'connectLeg' } },
    },
    talking: {
      tags: ['withAgent'],
      on: {
        HOLD: { guard: 'byOwner', target: 'held', actions: 'hold' },
        TRANSFER: { guard: 'mayTransfer', target: '#call.transferring', actions: 'offerTransfer' },
        LEG_CONNECTED: {
          description: 'The console connected anew before its old leg was seen to end.',
          guard: 'isOwnersLeg',
          actions: 'connectLeg',
        },
        LEG_ENDED: [
          {
            description: 'The console was reloaded and is there again: straight back to its agent.',
            guard: 'isLostButBack',
            target: '#call.parked.returning',
            actions: 'returnToLostAgent',
          },
          {
            description: 'Nobody commanded it: a crashed tab, a dead network. The caller stays.',
            guard: 'isOwnersLeg',
            target: '#call.parked.waiting',
            actions: 'parkForLostAgent',
          },
        ],
      },
    },
    held: {
      description: 'The agent talks to nobody here, and may take another call. Its leg waits in the room.',
      tags: ['withAgent', 'onHoldMusic'],
      on: {
        RESUME: [
          { guard: 'isOwnerWithLeg', target: 'talking', actions: 'resume' },
          { guard: 'byOwner', target: 'connecting', actions: 'backToOwnerWithoutLeg' },
        ],
        AGENT_GONE: {
          guard: 'isGoneOwnerWithoutLeg',
          target: '#call.parked.waiting',
          actions: 'parkForLostAgent',
        },
        LEG_RELEASED: { guard: 'isOwnerWithLeg', actions: 'releaseLeg' },
        TRANSFER: { guard: 'mayTransfer', target: '#call.transferring', actions: 'offerTransfer' },
        LEG_CONNECTED: { guard: 'isOwnersLeg', actions: 'connectLeg' },
        LEG_ENDED: [
          { guard: 'isLostButBack', target: '#call.parked.returning', actions: 'returnToLostAgent' },
          { guard: 'isOwnersLeg', target: '#call.parked.waiting', actions: 'parkForLostAgent' },
        ],
      },
    },
    outside: {
      description: 'The caller talks to a number outside; nobody of ours is on the call.',
      after: { carrierCheck: { target: 'outside', reenter: true } },
      on: { LEG_ENDED: { guard: 'leavesOutside', target: '#call.ended', actions: 'endAnswered' } },
    },
  },
})
