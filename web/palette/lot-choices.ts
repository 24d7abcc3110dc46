import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel, formatDuration } from '../calls/format.ts'
import type { Console } from '../desk/console.ts'
import { serverNow } from '../feed/desk-store.ts'
import { lotOf, takeable } from '../keys/offers.ts'
import { t } from '../language/text.ts'
import { type Choice, colleaguesOf, ownCall, unlessBusy } from './choice.ts'

/** Parked calls, slots to park in, and colleagues to park for. */
export function lotChoices(console: Console): Choice[] {
  const { desk, command, me, deskSettings } = console
  const { sections } = desk.getSnapshot().context
  const now = serverNow(desk)
  const { current, parked } = sections
  const mine = ownCall(console)
  return [
    ...takeable(sections, me.agentId).map(
      (call): Choice => ({
        id: `unpark ${call.callSid}`,
        words:
          typeof call.parked?.slot === 'number'
            ? t('palette.pickUpSlot', { slot: call.parked.slot, caller: callerLabel(call) })
            : t('palette.pickUp', { caller: callerLabel(call) }),
        about: t('palette.waits', {
          wait: formatDuration(now - Date.parse(call.parked?.at ?? call.updatedAt)),
        }),
        offer: unlessBusy(console, () => void command(call.callSid, { type: 'unpark' })),
      }),
    ),
    ...(current === null
      ? []
      : freeSlots(parked, deskSettings.getSnapshot().context.parkingSlots).map((slot) => ({
          id: `park ${slot}`,
          words: t('palette.park', { slot }),
          about: callerLabel(current),
          offer: mine((own) => void command(own.callSid, { type: 'park', slot })),
        }))),
    ...(current === null
      ? []
      : colleaguesOf(console).map(({ agentId, name }) => ({
          id: `park for ${agentId}`,
          words: t('palette.parkFor', { name }),
          about: callerLabel(current),
          offer: mine((own) => void command(own.callSid, { type: 'park', for: agentId })),
        }))),
  ]
}

/** Who was in each slot. */
export const slotHistoryChoices = ({ deskSettings, keys }: Console): Choice[] =>
  slotsOf(deskSettings.getSnapshot().context.parkingSlots).map((slot) => ({
    id: `history ${slot}`,
    words: t('palette.slotToday', { slot }),
    also: t('palette.slotAlso'),
    offer: { run: () => keys.opened.trigger.slotHistoryOpened({ slot }) },
  }))

function freeSlots(parked: readonly CallView[], slots: number): number[] {
  const taken = lotOf(parked)
  return slotsOf(slots).filter((slot) => !taken.has(slot))
}

const slotsOf = (slots: number) => Array.from({ length: slots }, (_, n) => n + 1)
