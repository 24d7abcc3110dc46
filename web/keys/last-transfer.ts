import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { type DeskSections, isConsultation } from '../calls/desk-sections.ts'

/** The transfer of mine that began last and is still under way. */
export function lastTransfer({ sent, current }: DeskSections, me: string): CallView | null {
  const mine = current !== null && isMyConsultation(current, me) ? [...sent, current] : sent
  return mine.reduce<CallView | null>(
    (last, call) => ((last?.transfer?.at ?? '') > (call.transfer?.at ?? '') ? last : call),
    null,
  )
}

/** This agent talks, or calls, about a caller on hold. */
export const isMyConsultation = (call: CallView, me: string) =>
  isConsultation(call) &&
  call.transfer?.kind === 'consult' &&
  call.transfer.from === me &&
  call.agentId === me
