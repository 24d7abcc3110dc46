import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { outsideNumberOf } from '../../coordinator/protocol/outside-number.ts'
import { answersCalls } from '../../machines/ids.ts'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { type DeskSections, isConsultation, isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerLabel, nameIn } from '../calls/format.ts'
import { callToHangUp, hangUpOf } from '../calls/hang-up.ts'
import { noteShown } from '../calls/note-shown.ts'
import { recordingToAsk } from '../calls/recording-words.ts'
import type { TransferKind } from '../calls/transfer-kind.ts'
import { recordShown } from '../contacts/record-shown.ts'
import type { Console } from '../desk/console.ts'
import { t, type Words } from '../language/text.ts'
import type { NoticeText } from '../notices/notices.ts'
import { openOrLeavePage, openPage } from '../pages/page.ts'
import { callToPage, canSpeak, copy, pagingText, speak } from '../parking/paging.ts'
import { focusNextPart } from './arrows.ts'
import { focusedAttribute } from './focused.ts'
import { isMyConsultation, lastTransfer } from './last-transfer.ts'
import { type Meant, meantCall } from './meant-call.ts'
import type { Offer } from './offer.ts'
import { ACTION_IDS, type ActionId } from './table.ts'

/** The dialogs about a call of this agent. */
export interface CallDialogs {
  park: (call: CallView) => void
  transfer: (call: CallView, kind: TransferKind) => void
}

/** For each action whether it is possible, as the desk is when it is asked. */
export type Offers = Readonly<Record<ActionId, () => Offer>>

const NOTHING_RINGS = 'keys.why.nothingRings'
export const BUSY = 'keys.why.busy'
const ON_NO_CALL = 'keys.why.onNoCall'
const NO_SOUND = 'keys.why.noSound'

export function offersOf(console: Console, dialogs: CallDialogs): Offers {
  const { desk, command, softphone, me, keys } = console
  const sections = () => desk.getSnapshot().context.sections
  const oldest = meantCall(desk, ({ ringing }) => ringing[0]?.call ?? null)
  const current = meantCall(desk, (it) => it.current)
  const toHangUp = callToHangUp(desk, me.agentId)

  const send = (call: CallView, what: CallCommand): Offer => ({
    run: () => void command(call.callSid, what),
    about: callerLabel(call),
  })
  const withCall = ({ call, why }: Meant, none: Words, offer: (call: CallView) => Offer): Offer =>
    call === null ? { why: why ?? t(none) } : offer(call)
  const withMine = (offer: (call: CallView) => Offer) => withCall(current(), ON_NO_CALL, offer)
  /** For a call that this agent may hold, park and transfer. */
  const withOwn = (offer: (call: CallView) => Offer) =>
    withMine((call) => {
      const why = whyNotOwn(call, me.agentId)
      return why === null ? offer(call) : { why }
    })
  const withConnected = (offer: (call: CallView) => Offer) =>
    withOwn((call) =>
      call.state === 'active.connecting' ? { why: t('keys.why.beingConnected') } : offer(call),
    )
  /** Of three on the line, this agent says who hears which others. */
  const among = (call: CallView, type: 'hold' | 'resume' | 'merge'): Offer =>
    call.transfer?.joined ? send(call, { type }) : { why: t('keys.why.notJoined') }
  const isAsking = (call: CallView) => isMyConsultation(call, me.agentId)
  const toAndFro = (call: CallView) =>
    among(call, call.state === 'transferring.consulting' ? 'resume' : 'hold')
  const page = (run: (text: string) => void): Offer => {
    const call = callToPage(sections().parked, me.agentId, focusedAttribute('data-call-sid'))
    const text = call && pagingText(call, nameIn(desk.getSnapshot().context.confirmed.names))
    return text
      ? { run: () => run(text), about: t('keys.quoted', { text }) }
      : { why: t('keys.why.noneInSlot') }
  }
  const swapWithHeld = () =>
    withConnected((call) => {
      const [first] = sections().held
      if (first === undefined) return { why: t('keys.why.noOtherHeld') }
      return call.state === 'active.talking'
        ? send(first, { type: 'swap' })
        : { why: t('keys.why.talkToNobody') }
    })
  const tell = (notice: NoticeText) => console.notices.trigger.show(notice)
  const presence = (wanted: 'available' | 'away'): Offer => {
    const now = desk.getSnapshot().context.confirmed.agents.get(me.agentId)?.presence ?? me.presence
    return now === wanted ? { why: t(`keys.why.${wanted}`) } : { run: () => void console.choose(wanted) }
  }

  const offers: Offers = {
    answer: () => withCall(oldest(), NOTHING_RINGS, (call) => send(call, { type: 'claim' })),
    decline: () => withCall(oldest(), NOTHING_RINGS, (call) => send(call, { type: 'decline' })),
    hold: () =>
      withMine((call) =>
        isAsking(call)
          ? toAndFro(call)
          : withConnected((own) => send(own, { type: own.state === 'active.held' ? 'resume' : 'hold' })),
      ),
    mute: () => {
      const snapshot = softphone.getSnapshot()
      if (softphoneStatus(snapshot) !== 'onCall') return { why: t(NO_SOUND) }
      return { run: () => softphone.send({ type: 'MUTE', muted: !snapshot.context.muted }) }
    },
    keypad: () => press('[data-keypad]', NO_SOUND),
    park: () => withOwn((call) => send(call, { type: 'park' })),
    parkWith: () => withOwn((call) => ({ run: () => dialogs.park(call), about: callerLabel(call) })),
    transfer: () =>
      withMine((call) =>
        isAsking(call)
          ? send(call, { type: 'complete' })
          : withConnected((own) => ({ run: () => dialogs.transfer(own, 'blind'), about: callerLabel(own) })),
      ),
    ask: () =>
      withConnected((call) => {
        const run = () => {
          const colleague = focusedAttribute('data-agent-id')
          if (colleague === null) dialogs.transfer(call, 'consult')
          else void command(call.callSid, { type: 'transfer', to: `agent:${colleague}`, kind: 'consult' })
        }
        return { run, about: callerLabel(call) }
      }),
    takeBack: () => {
      const call = lastTransfer(sections(), me.agentId)
      if (call === null) return { why: t('keys.why.noTransfer') }
      return isBusy(sections(), call) ? { why: t(BUSY) } : send(call, { type: 'cancel' })
    },
    swap: () =>
      withMine((call) => {
        if (call.state === 'active.threeWay' && isAsking(call)) return { why: t('keys.why.allThreeHold') }
        return isAsking(call) ? toAndFro(call) : swapWithHeld()
      }),
    merge: () =>
      withMine((call) => {
        if (!isAsking(call)) return { why: t('keys.why.askFirst') }
        if (call.state === 'active.threeWay') return { why: t('keys.why.allThree') }
        return among(call, 'merge')
      }),
    recordCall: () =>
      withMine((call) => {
        const state = call.agentId === me.agentId ? recordingToAsk(call) : null
        return state === null ? { why: t(whyNotRecorded(call)) } : send(call, { type: 'record', state })
      }),
    record: () =>
      withOwn((call) =>
        outsideNumberOf(call) === null
          ? { why: t('keys.why.withheld') }
          : { run: () => recordShown.trigger.toggled(), about: callerLabel(call) },
      ),
    addContact: () => press('[data-add-contact]', 'keys.why.onlyUnknown'),
    note: () => {
      const shown = press('[data-note]', 'keys.why.onNoCallNote')
      const { current: own } = sections()
      return 'run' in shown || own === null ? shown : { run: () => writeNote(own), about: callerLabel(own) }
    },
    hangUp: () =>
      withCall(toHangUp(), ON_NO_CALL, (call) => send(call, { type: hangUpOf(call, me.agentId) })),
    pickUp: () => {
      const parked = takeable(sections(), me.agentId)
      if (parked.length === 0) return { why: t('keys.why.nobodyInLot') }
      if (isBusy(sections(), null)) return { why: t(BUSY) }
      return { run: () => keys.pickUp.begin(lotOf(parked)) }
    },
    say: () => {
      if (!canSpeak()) return { why: t('lot.cannotSpeak') }
      return page((text) => void speak(text, tell))
    },
    copyPaging: () => page((text) => void copy(text, tell)),
    slotHistory: () => ({
      run: () => {
        const slot =
          focusedAttribute('data-slot') ?? callToPage(sections().parked, me.agentId, null)?.parked?.slot
        keys.opened.trigger.slotHistoryOpened({ slot: Number(slot ?? 1) })
      },
    }),
    call: () => (isBusy(sections(), null) ? { why: t(BUSY) } : { run: () => void focusNumber() }),
    callBack: () => ({ run: () => openPage('history') }),
    palette: () => ({ run: () => keys.opened.trigger.opened({ dialog: 'palette' }) }),
    find: () =>
      document.querySelector('[data-search]:not(:disabled)')
        ? press('[data-search]', NO_SOUND)
        : offers.palette(),
    devices: () => ({ run: () => openOrLeavePage('devices') }),
    notices: () => press('[data-all-notices]', 'keys.why.noNotices'),
    nextPart: () => ({ run: () => focusNextPart(1) }),
    previousPart: () => ({ run: () => focusNextPart(-1) }),
    goAvailable: () => presence('available'),
    goAway: () => presence('away'),
    sheet: () => ({ run: () => keys.opened.trigger.opened({ dialog: 'sheet' }) }),
  }
  const answers = answersCalls(me.role)
  const asked = (id: ActionId) => (): Offer => {
    if (!answers && !FOR_ALL.includes(id)) return { why: t('keys.why.role') }
    return (keys.pageActions.get(id) ?? offers[id])()
  }
  return Object.fromEntries(ACTION_IDS.map((id) => [id, asked(id)])) as Offers
}

/** What a role that only watches has, too. */
const FOR_ALL: readonly ActionId[] = [
  'palette',
  'find',
  'notices',
  'nextPart',
  'previousPart',
  'sheet',
  'slotHistory',
]

/** Why this agent cannot hold, park or transfer the call of theirs; null: it is possible. */
export function whyNotOwn(call: CallView, me: string): string | null {
  if (isMyCallToColleague(call, me)) return t('keys.why.colleagueHasCall')
  if (isConsultation(call) || call.status !== 'active' || call.agentId !== me)
    return t('keys.why.transferring')
  return call.state === 'active.dialling' ? t('keys.why.ringsThere') : null
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
function press(selector: string, why: Words): Offer {
  const key = document.querySelector<HTMLElement>(`${selector}:not(:disabled)`)
  if (key === null) return { why: t(why) }
  return { run: () => (key.matches('input, textarea') ? key.focus() : key.click()) }
}

/** The panel for the note is on the desk. */
function writeNote(call: CallView) {
  noteShown.trigger.opened({ call })
  openPage('desk')
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

const whyNotRecorded = ({ recordingRule }: CallView): Words =>
  recordingRule === 'never' ? 'keys.why.neverRecorded' : 'keys.why.talkToNobody'
