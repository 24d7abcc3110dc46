import { assign, emit, fromCallback, sendTo, setup } from 'xstate'
import type {
  DeviceEvent,
  LegEvent,
  LegInput,
  LegInstruction,
  LineTestEvent,
  SoftphoneEvent,
  WantedLeg,
} from './events.ts'

export interface SoftphoneContext {
  wanted: WantedLeg | null
  /** The colleague the agent calls. Null again as soon as the desk shows the call. */
  calling: string | null
  /** The device is registered at Twilio. */
  registered: boolean
  /** The device cannot recover and must be made again. */
  broken: boolean
  muted: boolean
  /** The last failure, as text for the agent. */
  trouble: string | null
  /** On a call: the other side does not hear this agent. */
  microphoneGone: boolean
  /** On a call: this agent hears nothing. */
  outputGone: boolean
  /** What the Voice SDK notices about the leg now, by the SDK's names. */
  warnings: readonly string[]
  /** The keys that were sent on this leg, the last ones; and why those that were pressed last were not sent, in words. */
  digits: { sent: string; trouble: string | null }
  /** What the last test call of the line found. Null: none was made. */
  lineTest: { ok: boolean; words: string } | null
}

/** The leg goes on with another microphone, because the one before has gone. */
export interface MicrophoneTaken {
  type: 'microphoneTaken'
  name: string
}

/** Keys went out on the leg. */
export interface DigitsSent {
  type: 'digitsSent'
  digits: string
}

const DIGITS_KEPT = 24

/** How long after a failure the device is made again. */
const RETRY_AFTER_MS = 4_000

const device = fromCallback<SoftphoneEvent, undefined, DeviceEvent>(() => {
  throw new Error('the console provides the device')
})
const leg = fromCallback<LegInstruction, LegInput, LegEvent>(() => {
  throw new Error('the console provides the leg')
})
const lineTest = fromCallback<SoftphoneEvent, undefined, LineTestEvent>(() => {
  throw new Error('the console provides the test of the line')
})

const onNoLeg = {
  microphoneGone: false,
  outputGone: false,
  warnings: [],
  digits: { sent: '', trouble: null },
}

type AssignArgs = { context: SoftphoneContext; event: SoftphoneEvent }

const wants = ({ event }: AssignArgs) => (event.type === 'WANT' ? event.wanted : null)

/**
 * The softphone of one browser. It dials when its agent becomes the owner of a call. The leg is an actor that the state
 * `inCall` invokes: leaving the state stops the actor, which hangs up.
 *
 * Only the live feed decides which call is wanted. `LEG_ACCEPTED` says no more than that this browser has media.
 */
export const softphoneMachine = setup({
  types: {
    context: {} as SoftphoneContext,
    events: {} as SoftphoneEvent,
    emitted: {} as MicrophoneTaken | DigitsSent,
  },
  actors: { device, leg, lineTest },
  guards: {
    /** The console provides it: the agent's role answers calls. */
    answersCalls: () => true,
    mustJoin: ({ context }: AssignArgs) => context.wanted?.join === true,
    wantsToJoinAnother: (args: AssignArgs) =>
      wants(args)?.join === true && wants(args)?.callSid !== args.context.wanted?.callSid,
    wantsAnother: (args: AssignArgs) => wants(args)?.callSid !== args.context.wanted?.callSid,
    isCalling: ({ context }: AssignArgs) => context.calling !== null,
    colleagueCallIsPending: (args: AssignArgs) => args.context.calling !== null && wants(args) === null,
    colleagueCallIsShown: (args: AssignArgs) => args.context.calling !== null && wants(args)?.join === false,
    isRegistered: ({ context }: AssignArgs) => context.registered,
    isBroken: ({ context }: AssignArgs) => context.broken,
  },
  actions: {
    want: assign({ wanted: (args: AssignArgs) => wants(args) }),
    noteRegistered: assign({ registered: true, trouble: null }),
    noteUnregistered: assign({ registered: false }),
    noteBroken: assign({ registered: false, broken: true }),
    hurryDevice: sendTo('device', { type: 'REGISTER' }),
    resetDevice: assign({ registered: false, broken: false }),
    noteTrouble: assign({
      trouble: ({ event }: AssignArgs) => ('trouble' in event ? event.trouble : null),
    }),
    noteLegLost: assign({ trouble: 'The connection ended before you reached the call.' }),
    forgetTrouble: assign({ trouble: null }),
    reset: assign({
      wanted: null,
      calling: null,
      registered: false,
      broken: false,
      muted: false,
      trouble: null,
      ...onNoLeg,
      lineTest: null,
    }),
    call: assign({
      calling: ({ event }: AssignArgs) => (event.type === 'CALL' ? event.colleague : null),
      wanted: null,
    }),
    forgetCalling: assign({ calling: null }),
    noteMicrophoneGone: assign({ microphoneGone: true }),
    noteMicrophone: assign({ microphoneGone: false }),
    tellMicrophone: emit(({ event }: AssignArgs) => ({
      type: 'microphoneTaken',
      name: event.type === 'MICROPHONE_TAKEN' ? event.name : '',
    })),
    noteOutputGone: assign({ outputGone: true }),
    noteOutput: assign({ outputGone: false }),
    noteWarning: assign({
      warnings: ({ context: { warnings }, event }: AssignArgs) =>
        event.type === 'WARNING' && !warnings.includes(event.name) ? [...warnings, event.name] : warnings,
    }),
    clearWarning: assign({
      warnings: ({ context: { warnings }, event }: AssignArgs) =>
        warnings.filter((it) => event.type !== 'WARNING_CLEARED' || it !== event.name),
    }),
    noteDigits: assign({
      digits: ({ context: { digits }, event }: AssignArgs) =>
        event.type === 'DIGITS_SENT'
          ? { sent: `${digits.sent}${event.digits}`.slice(-DIGITS_KEPT), trouble: null }
          : digits,
    }),
    tellDigits: emit(({ event }: AssignArgs) => ({
      type: 'digitsSent',
      digits: event.type === 'DIGITS_SENT' ? event.digits : '',
    })),
    noteDigitsFailed: assign({
      digits: ({ context: { digits }, event }: AssignArgs) => ({
        sent: digits.sent,
        trouble: event.type === 'DIGITS_FAILED' ? event.trouble : 'the line is not connected',
      }),
    }),
    forgetLeg: assign(onNoLeg),
    noteLineTest: assign({
      lineTest: ({ event }: AssignArgs) =>
        event.type === 'LINE_TESTED' ? { ok: event.ok, words: event.words } : null,
    }),
    mute: assign({ muted: ({ event }: AssignArgs) => event.type === 'MUTE' && event.muted }),
    unmute: assign({ muted: false }),
    muteLeg: sendTo(
      'leg',
      ({ context }: AssignArgs): LegInstruction => ({ type: 'MUTE', muted: context.muted }),
    ),
    sendDigitsToLeg: sendTo(
      'leg',
      ({ event }: AssignArgs): LegInstruction => ({
        type: 'DIGITS',
        digits: event.type === 'DIGITS' ? event.digits : '',
      }),
    ),
  },
  delays: { retryDelay: RETRY_AFTER_MS },
}).createMachine({
  id: 'softphone',
  context: {
    wanted: null,
    calling: null,
    registered: false,
    broken: false,
    muted: false,
    trouble: null,
    ...onNoLeg,
    lineTest: null,
  },
  initial: 'idle',
  on: {
    SIGN_OUT: { target: '.idle', actions: 'reset' },
    WANT: { actions: 'want' },
  },
  states: {
    idle: {
      description: 'The agent has not clicked yet, so the browser allows neither sound nor microphone.',
      on: { REGISTER: { guard: 'answersCalls', target: 'device' } },
    },
    device: {
      description: 'The Voice SDK device exists while this state is active.',
      entry: 'resetDevice',
      invoke: { id: 'device', src: 'device' },
      initial: 'registering',
      on: {
        CALL: { target: '.inCall', actions: 'call' },
        DEVICE_REGISTERED: { actions: 'noteRegistered' },
        DEVICE_UNREGISTERED: { actions: 'noteUnregistered' },
        DEVICE_FAILED: { target: 'failed', actions: ['noteTrouble', 'noteBroken'] },
      },
      states: {
        registering: {
          description:
            'A call that is already wanted is dialled at once: an outgoing leg needs no registration.',
          always: [
            { guard: 'mustJoin', target: 'inCall' },
            { guard: 'isRegistered', target: 'ready' },
            { guard: 'isBroken', target: '#softphone.failed' },
          ],
          on: {
            REGISTER: {
              description: 'The agent is here: nobody waits for the line.',
              actions: 'hurryDevice',
            },
            DEVICE_WAITS: { target: '#softphone.device', reenter: true },
          },
        },
        ready: {
          always: { guard: 'mustJoin', target: 'inCall' },
          on: {
            DEVICE_UNREGISTERED: { target: 'registering', actions: 'noteUnregistered' },
            TEST_LINE: 'testing',
          },
        },
        testing: {
          description:
            'A short call to the coordinator finds out whether sound gets through. It ends as soon as a call is wanted.',
          invoke: { id: 'lineTest', src: 'lineTest' },
          always: { guard: 'mustJoin', target: 'inCall' },
          on: { LINE_TESTED: { target: 'registering', actions: 'noteLineTest' } },
        },
        inCall: {
          description:
            'The leg exists while this state is active. For a leg to another call the state is entered again.',
          entry: ['unmute', 'forgetTrouble'],
          exit: ['forgetCalling', 'forgetLeg'],
          invoke: {
            id: 'leg',
            src: 'leg',
            input: ({ context }) => ({
              callSid: context.wanted?.callSid ?? '',
              colleague: context.calling,
              measured: context.wanted?.supervises !== true,
            }),
          },
          initial: 'joining',
          on: {
            WANT: [
              {
                description: 'The desk does not show the call to the colleague yet.',
                guard: 'colleagueCallIsPending',
                actions: [],
              },
              { guard: 'colleagueCallIsShown', actions: ['want', 'forgetCalling'] },
              { guard: 'wantsToJoinAnother', target: 'inCall', reenter: true, actions: 'want' },
              { guard: 'wantsAnother', target: 'registering', actions: 'want' },
              { actions: 'want' },
            ],
            MUTE: { actions: ['mute', 'muteLeg'] },
            DIGITS: {
              description: 'Nobody would hear them.',
              actions: 'noteDigitsFailed',
            },
            DIGITS_SENT: { actions: ['noteDigits', 'tellDigits'] },
            DIGITS_FAILED: { actions: 'noteDigitsFailed' },
            MICROPHONE_GONE: {
              description: 'The call goes on, and the screen says that the other side hears nothing.',
              actions: 'noteMicrophoneGone',
            },
            MICROPHONE_TAKEN: { actions: ['noteMicrophone', 'tellMicrophone'] },
            OUTPUT_GONE: { actions: 'noteOutputGone' },
            OUTPUT_BACK: { actions: 'noteOutput' },
            WARNING: { actions: 'noteWarning' },
            WARNING_CLEARED: { actions: 'clearWarning' },
            LEG_FAILED: [
              { guard: 'isCalling', target: 'registering', actions: 'noteTrouble' },
              { target: 'joinFailed', actions: 'noteTrouble' },
            ],
            LEG_ENDED: [
              { guard: 'isCalling', target: 'registering' },
              {
                description:
                  'This browser was connected for a moment, but the coordinator never had the leg.',
                guard: 'mustJoin',
                target: 'joinFailed',
                actions: 'noteLegLost',
              },
              { target: 'registering' },
            ],
            DEVICE_FAILED: {
              description: 'The leg may go on without the device: LEG_ENDED says when it has ended.',
              actions: ['noteTrouble', 'noteBroken'],
            },
          },
          states: {
            joining: { on: { LEG_ACCEPTED: 'onCall' } },
            onCall: { on: { LEG_RECONNECTING: 'reconnecting', DIGITS: { actions: 'sendDigitsToLeg' } } },
            reconnecting: { on: { LEG_RECONNECTED: 'onCall' } },
          },
        },
        joinFailed: {
          description:
            'The desk shows the failure with a button to retry. The caller is not lost: the call is offered again.',
          exit: 'forgetTrouble',
          on: {
            RETRY: 'inCall',
            WANT: [
              { guard: 'wantsToJoinAnother', target: 'inCall', actions: 'want' },
              { guard: 'wantsAnother', target: 'registering', actions: 'want' },
              { actions: 'want' },
            ],
          },
        },
      },
    },
    failed: {
      description: 'The device has failed. The screen says so, and the softphone makes the device again.',
      after: { retryDelay: 'device' },
      on: { RETRY: 'device' },
    },
  },
})
