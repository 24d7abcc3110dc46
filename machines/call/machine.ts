import { newCall } from './context.ts'
import { callSetup } from './setup.ts'
import { active } from './states/active.ts'
import { parked } from './states/parked.ts'
import { ringing } from './states/ringing.ts'
import { transferring } from './states/transferring.ts'
import { voicemail } from './states/voicemail.ts'

/** Stamped on every stored snapshot; raised with each change that a stored snapshot would notice. */
export const CALL_MACHINE_VERSION = 3

export const callMachine = callSetup.createMachine({
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

    ringing,
    active,
    parked,
    transferring,
    voicemail,
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
