import { callSetup } from '../setup.ts'

export const voicemail = callSetup.createStateConfig({
  initial: 'recording',
  states: {
    recording: {
      tags: ['waiting'],
      description: 'The caller leaves a message. Any agent may still claim the call.',
      after: { carrierCheck: { target: 'recording', reenter: true } },
      on: {
        CLAIM: { target: '#call.active.connecting', actions: 'takeFromVoicemail' },
        RECORDED: [
          { guard: 'recordingHasLength', target: '#call.ended', actions: ['endWithMessage', 'keepMessage'] },
          { target: '#call.ended', actions: 'endWithoutMessage' },
        ],
      },
    },
    announcing: {
      tags: ['waiting'],
      description: 'The caller hears that the office is closed. Any agent may still claim the call.',
      after: { carrierCheck: { target: 'announcing', reenter: true } },
      on: { CLAIM: { target: '#call.active.connecting', actions: 'takeFromVoicemail' } },
    },
  },
})
