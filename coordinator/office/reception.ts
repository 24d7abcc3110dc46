import type { Reception } from '../../machines/call/context.ts'
import { isOpen } from '../protocol/office/hours.ts'
import type { OfficeSettings } from '../protocol/office/settings.ts'

/**
 * How a call that comes in at a time is received. The hours win over the people: a closed office rings nobody,
 * whoever is signed in.
 * @param at milliseconds since the epoch
 */
export const receptionAt = (office: OfficeSettings, at: number): Reception => ({
  closed: isOpen(office, at) ? null : office.whenClosed,
  greets: office.greeting !== null,
})
