import { setup } from 'xstate'
import { actions } from './actions.ts'
import type { CallContext, CallInput } from './context.ts'
import type { CallEvent } from './events.ts'
import * as guards from './guards.ts'

/** How often a call without an agent is compared with Twilio. */
const CHECK_EVERY_MS = 300_000

/** The vocabulary of the call's chart: types, guards, actions and delays. */
export const callSetup = setup({
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
})
