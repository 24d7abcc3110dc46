import { setup } from 'xstate'
import { actions } from './actions.ts'
import type { CallContext } from './context.ts'
import type { CallEvent } from './events.ts'
import * as guards from './guards.ts'
import type { CallInput } from './new-call.ts'

/** How often a call without an agent is compared with Twilio. */
const CHECK_EVERY_MS = 300_000

/** What the states of the call's chart are written with: its types, guards, actions and delays. */
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
