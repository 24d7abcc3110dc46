import { assign, fromCallback, sendTo, setup } from 'xstate'

/** The call this browser should be talking on. */
export interface WantedLeg {
  callSid: string
  /** The agent's leg has not arrived yet: dial. False: keep a leg that is there, never dial anew. */
  join: boolean
}

export interface SoftphoneContext {
  wanted: WantedLeg | null
  /** The colleague whom this browser's leg calls, until the desk shows the call. */
  calling: string | null
  /** Incoming signalling works, as far as the device knows. */
  registered: boolean
  /** The device will not recover by itself. */
  broken: boolean
  muted: boolean
  /** What went wrong last, in words for the agent. */
  trouble: string | null
}

export type SoftphoneEvent =
  | { type: 'REGISTER' }
  | { type: 'SIGN_OUT' }
  | { type: 'WANT'; wanted: WantedLeg | null }
  | { type: 'RETRY' }
  | { type: 'MUTE'; muted: boolean }
  /** Calls a colleague: the leg that this browser dials is the caller's. */
  | { type: 'CALL'; colleague: string }
  | { type: 'DIGITS'; digits: string }
  | DeviceEvent
  | LegEvent

/** What the device reports of itself. */
export type DeviceEvent =
  | { type: 'DEVICE_REGISTERED' }
  | { type: 'DEVICE_UNREGISTERED' }
  | { type: 'DEVICE_FAILED'; trouble: string }

/** What becomes of this browser's leg. */
export type LegEvent =
  | { type: 'LEG_ACCEPTED' }
  | { type: 'LEG_RECONNECTING' }
  | { type: 'LEG_RECONNECTED' }
  | { type: 'LEG_ENDED' }
  | { type: 'LEG_FAILED'; trouble: string }

/** Orders to a leg that is up. */
export type LegInstruction = { type: 'MUTE'; muted: boolean } | { type: 'DIGITS'; digits: string }

/** Whose room a leg joins; or, of one that calls, the colleague. */
export interface LegInput {
  callSid: string
  colleague: string | null
}

/** How long a device that failed is left alone before it is built anew. */
const RETRY_AFTER_MS = 4_000

const device = fromCallback<SoftphoneEvent, undefined, DeviceEvent>(() => {
  throw new Error('the console provides the device')
})
const leg = fromCallback<LegInstruction, LegInput, LegEvent>(() => {
  throw new Error('the console provides the leg')
})

type AssignArgs = { context: SoftphoneContext; event: SoftphoneEvent }

const wants = ({ event }: AssignArgs) => (event.type === 'WANT' ? event.wanted : null)

/**
 * One browser's telephone. It dials when a call becomes its agent's, and hangs up because it leaves
 * `inCall`: the leg is an actor of that state, and stopping it drops the leg.
 *
 * What it wants comes from the live feed, never from the telephone itself: an `accept` is local news.
 */
export const softphoneMachine = setup({
  types: { context: {} as SoftphoneContext, events: {} as SoftphoneEvent },
  actors: { device, leg },
  guards: {
    isToJoin: ({ context }: AssignArgs) => context.wanted?.join === true,
    wantsAnotherToJoin: (it: AssignArgs) =>
      wants(it)?.join === true && wants(it)?.callSid !== it.context.wanted?.callSid,
    wantsAnother: (it: AssignArgs) => wants(it)?.callSid !== it.context.wanted?.callSid,
    neverArrived: ({ context }: AssignArgs) => context.wanted?.join === true,
    isCalling: ({ context }: AssignArgs) => context.calling !== null,
    isStillCalling: (it: AssignArgs) => it.context.calling !== null && wants(it) === null,
    hasLanded: (it: AssignArgs) => it.context.calling !== null && wants(it)?.join === false,
    isRegistered: ({ context }: AssignArgs) => context.registered,
    isBroken: ({ context }: AssignArgs) => context.broken,
  },
  actions: {
    want: assign({ wanted: (it: AssignArgs) => wants(it) }),
    noteRegistered: assign({ registered: true, trouble: null }),
    noteUnregistered: assign({ registered: false }),
    noteBroken: assign({ registered: false, broken: true }),
    startAnew: assign({ registered: false, broken: false }),
    noteTrouble: assign({
      trouble: ({ event }: AssignArgs) => ('trouble' in event ? event.trouble : null),
    }),
    noteLegRefused: assign({ trouble: 'The line closed before you were through.' }),
    forgetTrouble: assign({ trouble: null }),
    forgetAll: assign({
      wanted: null,
      calling: null,
      registered: false,
      broken: false,
      muted: false,
      trouble: null,
    }),
    call: assign({
      calling: ({ event }: AssignArgs) => (event.type === 'CALL' ? event.colleague : null),
      wanted: null,
    }),
    forgetCalling: assign({ calling: null }),
    mute: assign({ muted: ({ event }: AssignArgs) => event.type === 'MUTE' && event.muted }),
    unmute: assign({ muted: false }),
    tellLeg: sendTo(
      'leg',
      ({ context }: AssignArgs): LegInstruction => ({ type: 'MUTE', muted: context.muted }),
    ),
    tellLegDigits: sendTo(
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
  context: { wanted: null, calling: null, registered: false, broken: false, muted: false, trouble: null },
  initial: 'idle',
  on: {
    SIGN_OUT: { target: '.idle', actions: 'forgetAll' },
    WANT: { actions: 'want' },
  },
  states: {
    idle: {
      description: 'Nobody has clicked yet, so a browser would give us neither sound nor microphone.',
      on: { REGISTER: 'device' },
    },
    device: {
      description: 'The Voice SDK device exists exactly while this state is active.',
      entry: 'startAnew',
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
          description: 'A call that is wanted already is dialled at once: a leg needs no registration.',
          always: [
            { guard: 'isToJoin', target: 'inCall' },
            { guard: 'isRegistered', target: 'ready' },
            { guard: 'isBroken', target: '#softphone.failed' },
          ],
        },
        ready: {
          always: { guard: 'isToJoin', target: 'inCall' },
          on: { DEVICE_UNREGISTERED: { target: 'registering', actions: 'noteUnregistered' } },
        },
        inCall: {
          description: 'The leg lives while this state is active; a leg for another call is a new visit.',
          entry: ['unmute', 'forgetTrouble'],
          exit: 'forgetCalling',
          invoke: {
            id: 'leg',
            src: 'leg',
            input: ({ context }) => ({
              callSid: context.wanted?.callSid ?? '',
              colleague: context.calling,
            }),
          },
          initial: 'joining',
          on: {
            WANT: [
              {
                description: 'The desk does not show the call yet that this leg is about to make.',
                guard: 'isStillCalling',
                actions: [],
              },
              { guard: 'hasLanded', actions: ['want', 'forgetCalling'] },
              { guard: 'wantsAnotherToJoin', target: 'inCall', reenter: true, actions: 'want' },
              { guard: 'wantsAnother', target: 'registering', actions: 'want' },
              { actions: 'want' },
            ],
            MUTE: { actions: ['mute', 'tellLeg'] },
            DIGITS: { actions: 'tellLegDigits' },
            LEG_FAILED: [
              { guard: 'isCalling', target: 'registering', actions: 'noteTrouble' },
              { target: 'joinFailed', actions: 'noteTrouble' },
            ],
            LEG_ENDED: [
              { guard: 'isCalling', target: 'registering' },
              {
                description: 'Up for a moment here, but it never reached the desk.',
                guard: 'neverArrived',
                target: 'joinFailed',
                actions: 'noteLegRefused',
              },
              { target: 'registering' },
            ],
            DEVICE_FAILED: {
              description: 'Media may outlive signalling: the leg itself says when it is over.',
              actions: ['noteTrouble', 'noteBroken'],
            },
          },
          states: {
            joining: { on: { LEG_ACCEPTED: 'onCall' } },
            onCall: { on: { LEG_RECONNECTING: 'reconnecting' } },
            reconnecting: { on: { LEG_RECONNECTED: 'onCall' } },
          },
        },
        joinFailed: {
          description: 'Shown with a button. The caller is not lost: the call rings again in time.',
          exit: 'forgetTrouble',
          on: {
            RETRY: 'inCall',
            WANT: [
              { guard: 'wantsAnotherToJoin', target: 'inCall', actions: 'want' },
              { guard: 'wantsAnother', target: 'registering', actions: 'want' },
              { actions: 'want' },
            ],
          },
        },
      },
    },
    failed: {
      description: 'No device, no telephone. Said on screen, and tried again by itself.',
      after: { retryDelay: 'device' },
      on: { RETRY: 'device' },
    },
  },
})

/** What a person would call the state of this telephone. */
export type SoftphoneStatus =
  | 'idle'
  | 'registering'
  | 'ready'
  | 'joining'
  | 'onCall'
  | 'reconnecting'
  | 'joinFailed'
  | 'failed'
