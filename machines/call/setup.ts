import { setup } from 'xstate'
import { actions } from './actions.ts'
import { type CallContext, limitOf } from './context.ts'
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
    ringTimeout: ({ context }) => limitOf(context, 'ringMs'),
    joinTimeout: ({ context }) => limitOf(context, 'joinMs'),
    parkTimeout: ({ context }) => limitOf(context, 'parkMs'),
    returnTimeout: ({ context }) => limitOf(context, 'returnMs'),
    transferTimeout: ({ context }) => limitOf(context, 'transferMs'),
    dialTimeout: ({ context }) => limitOf(context, 'dialMs'),
    carrierCheck: CHECK_EVERY_MS,
  },
})
