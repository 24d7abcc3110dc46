import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { outsideNumberOf } from '../../coordinator/protocol/outside-number.ts'
import { answersCalls } from '../../machines/ids.ts'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import {
  type DeskSections,
  isConsultation,
  isConsultTarget,
  isMyCallToColleague,
} from '../calls/desk-sections.ts'
import { callerLabel } from '../calls/format.ts'
import { recordShown } from '../contacts/record-shown.ts'
import type { Console } from '../desk/console.ts'
import { openOrLeavePage, openPage } from '../pages/page.ts'
import { focusNextPart } from './arrows.ts'
import { isMyConsultation, lastTransfer } from './last-transfer.ts'
import { type Meant, meantCall } from './meant-call.ts'
import type { Offer } from './offer.ts'
import { ACTION_IDS, type ActionId } from './table.ts'

/** The dialogs about a call of this agent. */
export interface CallDialogs {
  park: (call: CallView) => void
  transfer: (call: CallView) => void
}

/** For each action whether it is possible, as the desk is when it is asked. */
export type Offers = Readonly<Record<ActionId, () => Offer>>

const NOTHING_RINGS = 'No call rings here.'
export const BUSY = 'You are on a call. Hold or park it first.'
const NO_SOUND = 'This tab has no call.'

export function offersOf(console: Console, dialogs: CallDialogs): Offers {
  const { desk, command, softphone, me, keys } = console
  const sections = () => desk.getSnapshot().context.sections
  const oldest = meantCall(desk, ({ ringing }) => ringing[0]?.call ?? null)
  const current = meantCall(desk, (it) => it.current)

  const send = (call: CallView, what: CallCommand): Offer => ({
    run: () => void command(call.callSid, what),
    about: callerLabel(call),
  })
  const withCall = ({ call, why }: Meant, none: string, offer: (call: CallView) => Offer): Offer =>
    call === null ? { why: why ?? none } : offer(call)
  const withMine = (offer: (call: CallView) => Offer) => withCall(current(), 'You are on no call.', offer)
  /** For a call that this agent may hold, park and transfer. */
  const withOwn = (offer: (call: CallView) => Offer) =>
    withMine((call) => {
      const why = whyNotOwn(call, me.agentId)
      return why === null ? offer(call) : { why }
    })
  const withConnected = (offer: (call: CallView) => Offer) =>
    withOwn((call) => (call.state === 'active.connecting' ? { why: 'It is being connected.' } : offer(call)))
  const presence = (wanted: 'available' | 'away'): Offer => {
    const now = desk.getSnapshot().context.confirmed.agents.get(me.agentId)?.presence ?? me.presence
    return now === wanted ? { why: `You are ${wanted} already.` } : { run: () => void console.choose(wanted) }
  }

  const offers: Offers = {
    answer: () => withCall(oldest(), NOTHING_RINGS, (call) => send(call, { type: 'claim' })),
    decline: () => withCall(oldest(), NOTHING_RINGS, (call) => send(call, { type: 'decline' })),
    hold: () =>
      withConnected((call) => send(call, { type: call.state === 'active.held' ? 'resume' : 'hold' })),
    mute: () => {
      const snapshot = softphone.getSnapshot()
      if (softphoneStatus(snapshot) !== 'onCall') return { why: NO_SOUND }
      return { run: () => softphone.send({ type: 'MUTE', muted: !snapshot.context.muted }) }
    },
    keypad: () => press('[data-keypad]', NO_SOUND),
    park: () => withOwn((call) => send(call, { type: 'park' })),
    parkWith: () => withOwn((call) => ({ run: () => dialogs.park(call), about: callerLabel(call) })),
    transfer: () =>
      withMine((call) =>
        isMyConsultation(call, me.agentId)
          ? send(call, { type: 'complete' })
          : withConnected((own) => ({ run: () => dialogs.transfer(own), about: callerLabel(own) })),
      ),
    takeBack: () => {
      const call = lastTransfer(sections(), me.agentId)
      if (call === null) return { why: 'No transfer of yours is under way.' }
      return isBusy(sections(), call) ? { why: BUSY } : send(call, { type: 'cancel' })
    },
    swap: () =>
      withConnected((call) => {
        const [first] = sections().held
        if (first === undefined) return { why: 'No other call is on hold.' }
        return call.state === 'active.talking'
          ? send(first, { type: 'swap' })
          : { why: 'You talk to nobody: resume one.' }
      }),
    record: () =>
      withOwn((call) =>
        outsideNumberOf(call) === null
          ? { why: 'The number is withheld.' }
          : { run: () => recordShown.trigger.toggled(), about: callerLabel(call) },
      ),
    addContact: () => press('[data-add-contact]', 'Only a number that the contacts do not have.'),
    note: () => press('[data-note]', 'No call is open. Open one in History.'),
    hangUp: () =>
      withMine((call) => {
        if (call.state === 'active.threeWay') return send(call, { type: 'leave' })
        if (isMyConsultation(call, me.agentId))
          return { why: 'The caller waits. Transfer now, or take the caller back.' }
        return send(call, { type: isConsultTarget(call, me.agentId) ? 'leave' : 'hangup' })
      }),
    pickUp: () => {
      const parked = takeable(sections(), me.agentId)
      if (parked.length === 0) return { why: 'Nobody waits in the parking lot.' }
      if (isBusy(sections(), null)) return { why: BUSY }
      return { run: () => keys.pickUp.begin(lotOf(parked)) }
    },
    call: () => (isBusy(sections(), null) ? { why: BUSY } : { run: () => void focusNumber() }),
    callBack: () => ({ run: () => openPage('history') }),
    palette: () => ({ run: () => keys.opened.trigger.opened({ dialog: 'palette' }) }),
    find: () => (document.querySelector('[data-search]') ? press('[data-search]', '') : offers.palette()),
    devices: () => ({ run: () => openOrLeavePage('devices') }),
    notices: () => press('[data-all-notices]', 'There are no notices.'),
    nextPart: () => ({ run: () => focusNextPart(1) }),
    previousPart: () => ({ run: () => focusNextPart(-1) }),
    goAvailable: () => presence('available'),
    goAway: () => presence('away'),
    sheet: () => ({ run: () => keys.opened.trigger.opened({ dialog: 'sheet' }) }),
  }
  const answers = answersCalls(me.role)
  const asked = (id: ActionId) => (): Offer => {
    if (!answers && !FOR_ALL.includes(id)) return { why: 'Your role answers no calls.' }
    return (keys.pageActions.get(id) ?? offers[id])()
  }
  return Object.fromEntries(ACTION_IDS.map((id) => [id, asked(id)])) as Offers
}

/** What a role that only watches has, too. */
const FOR_ALL: readonly ActionId[] = ['palette', 'find', 'notices', 'nextPart', 'previousPart', 'sheet']

/** Why this agent cannot hold, park or transfer the call of theirs; null: it is possible. */
export function whyNotOwn(call: CallView, me: string): string | null {
  if (isMyCallToColleague(call, me)) return 'You called a colleague, who has the call.'
  if (isConsultation(call) || call.status !== 'active' || call.agentId !== me)
    return 'A transfer is under way.'
  return call.state === 'active.dialling' ? 'It rings there.' : null
}

/** The agent talks, on another call than this one. */
export const isBusy = ({ current }: DeskSections, but: CallView | null): boolean =>
  current !== null && current.state !== 'active.held' && current.callSid !== but?.callSid

/** The parked calls that this agent may pick up. */
export const takeable = ({ parked }: DeskSections, me: string): readonly CallView[] =>
  parked.filter((call) => !isMyCallToColleague(call, me))

export const lotOf = (parked: readonly CallView[]): ReadonlyMap<number, string> =>
  new Map(
    parked.flatMap(({ callSid, parked: place }) =>
      typeof place?.slot === 'number' ? [[place.slot, callSid] as const] : [],
    ),
  )

/** The key on the screen that does it. */
function press(selector: string, why: string): Offer {
  const key = document.querySelector<HTMLElement>(`${selector}:not(:disabled)`)
  if (key === null) return { why }
  return { run: () => (key.matches('input, textarea') ? key.focus() : key.click()) }
}

const numberField = () => document.querySelector<HTMLElement>('[data-dial-number]')

/** The field is on the desk. */
async function focusNumber() {
  if (numberField() === null) openPage('desk')
  // The page is drawn before the second frame.
  for (let frames = 0; frames < 2 && numberField() === null; frames++)
    await new Promise((resolve) => requestAnimationFrame(resolve))
  numberField()?.focus()
}
