import { setup } from 'xstate'
import { actions } from './actions.ts'
import { type CallContext, type CallInput, newCall } from './context.ts'
import type { CallEvent } from './events.ts'
import * as guards from './guards.ts'

/** Stamped on every stored snapshot; raised with each change that a stored snapshot would notice. */
export const CALL_MACHINE_VERSION = 3

/** How often a call that waits for nobody of ours is checked against Twilio. */
const CHECK_EVERY_MS = 300_000

/**
 * One call, from the first ring to the end: the caller's, or that of whom one of ours calls. Pure: it decides, and what follows from a
 * decision (where the caller is, which legs are wanted) is read off the state: `place.ts`, `legs.ts`.
 *
 * Nothing here waits for a callback that may never come: the `after` delays see to that.
 */
export const callMachine = setup({
  types: {
    context: {} as CallContext,
    events: {} as CallEvent,
    input: {} as CallInput,
    tags: {} as 'waiting' | 'withAgent' | 'offered' | 'onHoldMusic' | 'dialling',
  },
  guards,
  actions,
  delays: {
    ringTimeout: ({ context }) => context.limits.ringMs,
    joinTimeout: ({ context }) => context.limits.joinMs,
    parkTimeout: ({ context }) => context.limits.parkMs,
    returnTimeout: ({ context }) => context.limits.returnMs,
    transferTimeout: ({ context }) => context.limits.transferMs,
    dialTimeout: ({ context }) => context.limits.dialMs,
    carrierCheck: CHECK_EVERY_MS,
  },
}).createMachine({
  id: 'call',
  context: newCall,
  initial: 'arriving',
  on: {
    CALLER_ENDED: { guard: 'isLive', target: '.ended', actions: 'endByCaller' },
    FOUND_GONE: { guard: 'isLive', target: '.ended', actions: 'endByCaller' },
    HANGUP: { guard: 'mayHangUp', target: '.ended', actions: 'endByAgent' },
    PARK: { guard: 'mayPark', target: '.parked.waiting', actions: 'park' },
  },
  states: {
    arriving: {
      description: 'Left at once. How the call begins is decided when its context is made.',
      always: [
        { guard: 'isOver', target: 'ended' },
        { guard: 'isAdopted', target: 'parked.waiting' },
        { guard: 'isTurnedAway', target: 'voicemail.announcing' },
        { guard: 'reachesNobody', target: 'voicemail' },
        { guard: 'isDialled', target: 'active.dialling' },
        { guard: 'isInternal', target: 'ringing.calling' },
        { target: 'ringing' },
      ],
    },

    ringing: {
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
    },

    active: {
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
          description:
            'The agent talks to nobody here, and may take another call. Its leg waits in the room.',
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
    },

    parked: {
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
    },

    transferring: {
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
    },

    voicemail: {
      initial: 'recording',
      states: {
        recording: {
          tags: ['waiting'],
          description: 'The caller leaves a message. Any agent may still take the call.',
          after: { carrierCheck: { target: 'recording', reenter: true } },
          on: {
            CLAIM: { target: '#call.active.connecting', actions: 'takeFromRinging' },
            RECORDED: [
              { guard: 'leavesMessage', target: '#call.ended', actions: ['endRecorded', 'keepMessage'] },
              { target: '#call.ended', actions: 'endUnrecorded' },
            ],
          },
        },
        announcing: {
          tags: ['waiting'],
          description: 'The caller hears that the office is closed. Any agent may still take the call.',
          after: { carrierCheck: { target: 'announcing', reenter: true } },
          on: { CLAIM: { target: '#call.active.connecting', actions: 'takeFromRinging' } },
        },
      },
    },

    ended: {
      description: 'For good. The news of a message may still arrive, late, and what becomes of the message.',
      on: {
        RECORDED: { guard: 'leftMessageAfterAll', actions: 'keepMessage' },
        HEARD: { guard: 'isUnheard', actions: 'noteHeard' },
        REMOVE_MESSAGE: { guard: 'mayRemoveMessage', actions: 'removeMessage' },
        MESSAGE_EXPIRED: { guard: 'hasMessage', actions: 'removeMessage' },
      },
    },
  },
})
