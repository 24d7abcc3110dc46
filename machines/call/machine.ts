import { newCall } from './new-call.ts'
import { callSetup } from './setup.ts'
import { active } from './states/active.ts'
import { parked } from './states/parked.ts'
import { ringing } from './states/ringing.ts'
import { transferring } from './states/transferring.ts'
import { voicemail } from './states/voicemail.ts'

/** Stored with every snapshot. Raise it with each change of what is stored, also a new field, and add a migration. */
export const CALL_MACHINE_VERSION = 10

/**
 * One call, from the first ring to the end. The chart only decides. What follows from a state, such as where the caller
 * belongs and which legs are wanted, is computed from the snapshot in `selectors.ts`.
 *
 * No state waits only for a callback: Twilio may lose it, so each such state also has a delay, or a command of an agent,
 * that leaves it.
 */
export const callMachine = callSetup.createMachine({
  id: 'call',
  context: newCall,
  initial: 'arriving',
  on: {
    CALLER_ENDED: { guard: 'isLive', target: '.ended', actions: 'endByCaller' },
    FOUND_GONE: { guard: 'isLive', target: '.ended', actions: 'endByCaller' },
    HANGUP: { guard: 'mayHangUp', target: '.ended', actions: 'endByAgent' },
    RINGING: { guard: 'isNewRinging', actions: 'noteRinging' },
    PARK: { guard: 'mayPark', target: '.parked.waiting', actions: 'park' },
    WRAP_UP: {
      description:
        'During the call and after its end, by any agent. Who has not seen the present note cannot replace it.',
      guard: 'hasSeenWrapUp',
      actions: 'noteWrapUp',
    },
    CONFIRM_CALLER: {
      description: 'The carrier does not vouch for the number. An agent who has talked with the caller does.',
      guard: 'mayConfirmCaller',
      actions: 'noteConfirmed',
    },
    SUPERVISE: {
      description:
        'A supervisor hears the talk, or changes who hears the supervisor. The call stays where it is, and goes where it would go without.',
      guard: 'maySupervise',
      actions: 'supervise',
    },
    UNSUPERVISE: { guard: 'supervises', actions: 'endSupervision' },
    LEG_CONNECTED: { guard: 'isSupervisorsLeg', actions: 'connectSupervisor' },
    LEG_ENDED: {
      description: 'Nobody notices it but the supervisor, who may begin again.',
      guard: 'isSupervisorsLeg',
      actions: 'endSupervision',
    },
    AGENT_SIGNED_OUT: { guard: 'supervisorHasSignedOut', actions: 'endSupervision' },
    AGENT_GONE: { guard: 'supervisorWithoutLegIsGone', actions: 'endSupervision' },
    RECORD: {
      description: 'The caller talks as before. Twilio records while the caller talks with an agent.',
      guard: 'mayRecord',
      actions: 'orderRecording',
    },
    NOTICE_HEARD: { guard: 'isNoticeDue', actions: 'noteNoticeHeard' },
    RECORDING_REQUESTED: {
      description:
        'From now on Twilio may record. The screens say that a recording pauses only once it does.',
      guard: 'isNewRequest',
      actions: 'noteRecordingRequested',
    },
    RECORDING_NOT_BEGUN: { guard: 'isRequested', actions: 'noteRecordingNotBegun' },
    RECORDING_SET: { guard: 'isNewState', actions: 'noteRecordingState' },
    RECORDING_STARTED: { guard: 'isNewRecording', actions: 'noteRecordingStarted' },
    RECORDING_COMPLETED: {
      description: 'It often comes after the end of the call.',
      guard: 'isNewsOfRecording',
      actions: 'noteRecordingCompleted',
    },
    LEG_QUALITY: {
      description: 'The timeline keeps it. It often comes after the end of the call.',
      guard: 'byParticipant',
      actions: 'keepOnTimeline',
    },
  },
  states: {
    arriving: {
      description: 'Left at once: `newCall` has already decided how the call begins.',
      always: [
        { guard: 'hasEnded', target: 'ended' },
        // Only FOUND_LIVE and DIALLED begin in the lot.
        { guard: 'isParked', target: 'parked.waiting' },
        { guard: 'isClosedWithoutVoicemail', target: 'voicemail.announcing' },
        { guard: 'isSentToVoicemail', target: 'voicemail' },
        { guard: 'hasOwner', target: 'active.dialling' },
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
      description:
        'A call never leaves this state. Its message may still arrive, be heard and be removed, and agents note what came of it.',
      on: {
        RECORDED: [
          { guard: 'isLateMessage', actions: 'keepMessage' },
          {
            description: 'It is of a person who is erased, so it is deleted at Twilio.',
            guard: 'isMessageOfErased',
            actions: 'refuseMessage',
          },
        ],
        HEARD: { guard: 'isUnheard', actions: 'noteHeard' },
        REMOVE_MESSAGE: { guard: 'mayRemoveMessage', actions: 'removeMessage' },
        RECORDINGS_SETTLED: { guard: 'isUnsettled', actions: 'settleRecordings' },
        REMOVE_RECORDING: { guard: 'mayRemoveRecording', actions: 'removeRecording' },
        RECORDINGS_EXPIRED: { guard: 'hasRecordings', actions: 'removeRecordings' },
        MESSAGE_EXPIRED: { guard: 'hasMessage', actions: 'removeMessage' },
        ERASE: {
          description: 'Nothing stays of the person. That there was a call, when, and who answered it stays.',
          guard: 'isOfPerson',
          actions: 'erasePerson',
        },
      },
    },
  },
})
