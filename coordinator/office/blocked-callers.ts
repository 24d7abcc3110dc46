import type { Reception } from '../../machines/call/context.ts'
import type { Office } from '../protocol/office/settings.ts'

/** How a caller is received whose number is blocked: no agent rings, and no message can be left. */
export const BLOCKED: Reception = { closed: 'hangup', greets: false }

/** The office as a blocked caller hears it: nothing says that the number is blocked. */
export const asHeardByBlocked = (office: Office): Office => ({
  ...office,
  closed: { kind: 'say', text: 'The person you have called is not available.' },
})
