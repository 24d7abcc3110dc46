import { mayHearSome } from '../../coordinator/protocol/recordings.ts'
import { answersCalls } from '../../machines/ids.ts'
import { callerLabel, formatDuration, formatNumber } from '../calls/format.ts'
import { groupNames } from '../colleagues/places.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import type { Console } from '../desk/console.ts'
import { serverNow } from '../feed/desk-store.ts'
import { actionWords } from '../keys/action-words.ts'
import { rowOffer } from '../keys/listen.ts'
import type { Offer } from '../keys/offer.ts'
import type { Offers } from '../keys/offers.ts'
import { ACTION_IDS, type ActionId } from '../keys/table.ts'
import { t } from '../language/text.ts'
import { openPage, PAGES, type Page, pageName } from '../pages/page.ts'
import { type Choice, colleaguesOf, ownCall, unlessBusy } from './choice.ts'
import { lotChoices, slotHistoryChoices } from './lot-choices.ts'

/** They make no sense from here. */
const NOT_HERE: readonly ActionId[] = ['palette', 'find', 'nextPart', 'previousPart']

/** All that an agent can do now, and what is not possible now, with the reason. */
export function choicesNow(console: Console, offers: Offers): Choice[] {
  const answers = answersCalls(console.me.role)
  return [
    ...ACTION_IDS.filter((id) => !NOT_HERE.includes(id)).map((id) => keyed(id, offers[id]())),
    ...(answers
      ? [...ringing(console), ...ownCalls(console), ...lotChoices(console), ...colleagues(console)]
      : []),
    ...pages(console),
    {
      id: 'tour',
      words: t('palette.tour'),
      also: t('palette.tourAlso'),
      offer: { run: () => console.keys.opened.trigger.tourBegun() },
    },
    {
      id: 'glossary',
      words: t('menu.deskWords'),
      also: t('palette.glossaryAlso'),
      offer: { run: () => console.keys.opened.trigger.opened({ dialog: 'glossary' }) },
    },
    ...slotHistoryChoices(console),
  ]
}

const keyed = (id: ActionId, offer: Offer): Choice => ({
  id: `key ${id}`,
  words: actionWords(id),
  about: 'about' in offer ? offer.about : undefined,
  action: id,
  offer,
})

function ringing(console: Console): Choice[] {
  const { desk, keys, command } = console
  const { sections } = desk.getSnapshot().context
  const now = serverNow(desk)
  const waits = (since: string) => formatDuration(now - Date.parse(since))
  return [
    ...sections.ringing.flatMap(({ call, since }) => {
      const digit = keys.rows.digitOf(call.callSid)
      if (digit === null) return []
      const about = t('palette.rings', { wait: waits(since), digit })
      return [
        {
          id: `answer ${call.callSid}`,
          words: t('palette.answer', { caller: callerLabel(call) }),
          about,
          offer: rowOffer(console, digit),
        },
      ]
    }),
    ...sections.takeable.map((call) => ({
      id: `take ${call.callSid}`,
      words: t('palette.take', { caller: callerLabel(call) }),
      about: t('palette.ringsElsewhere', { wait: waits(call.createdAt) }),
      offer: unlessBusy(console, () => void command(call.callSid, { type: 'claim' })),
    })),
  ]
}

/** Other calls on hold, and transfers that ring. */
function ownCalls(console: Console): Choice[] {
  const { desk, command, me } = console
  const { held, sent, current } = desk.getSnapshot().context.sections
  const talks = current?.state === 'active.talking' && current.agentId === me.agentId
  return [
    ...held.map(
      (call): Choice => ({
        id: `resume ${call.callSid}`,
        words: t(talks ? 'palette.swap' : 'palette.resume', { caller: callerLabel(call) }),
        about: t('palette.onHold'),
        offer: talks
          ? { run: () => void command(call.callSid, { type: 'swap' }) }
          : unlessBusy(console, () => void command(call.callSid, { type: 'resume' })),
      }),
    ),
    ...sent.map(
      (call): Choice => ({
        id: `take back ${call.callSid}`,
        words: t('palette.takeBack', { caller: callerLabel(call) }),
        about: t('palette.yourTransfer'),
        offer: unlessBusy(console, () => void command(call.callSid, { type: 'cancel' })),
      }),
    ),
  ]
}

function colleagues(console: Console): Choice[] {
  const { desk, notices, call } = console
  const { sections, confirmed } = desk.getSnapshot().context
  const onCall = sections.current !== null
  const inGroups = groupNames(confirmed.groups.groups)
  return colleaguesOf(console).flatMap((agent): Choice[] => {
    const { agentId, name } = agent
    const to = `agent:${agentId}`
    const presence = shownPresenceOf(agent)
    const free = presence.kind === 'available'
    const why = free || presence.kind === 'deaf' ? null : `${name}: ${presence.label}`
    const dial = async () => {
      const refused = await call(to)
      if (refused !== null)
        notices.trigger.show({ title: t('colleagues.notCalled', { name }), tone: 'bad', detail: refused })
    }
    const choices: Choice[] = [
      ...(onCall
        ? passOn(console, name, to).map((it) => (why === null ? it : { ...it, offer: { why } }))
        : []),
      {
        id: `call ${to}`,
        words: t('palette.call', { name }),
        about: presence.label,
        offer: free ? unlessBusy(console, () => void dial()) : { why: why ?? presence.label },
      },
    ]
    return choices.map((it) => ({ ...it, also: [it.also ?? '', ...(inGroups.get(agentId) ?? [])].join(' ') }))
  })
}

/** Transfers of the own call to somebody. */
export function passOn(console: Console, name: string, to: string): Choice[] {
  const offer = ownCall(console)
  const transfer = (kind: 'blind' | 'consult') =>
    offer((own) => void console.command(own.callSid, { type: 'transfer', to, kind }), true)
  return [
    { id: `transfer ${to}`, words: t('palette.transfer', { name }), offer: transfer('blind') },
    {
      id: `ask ${to}`,
      words: t('palette.ask', { name }),
      also: t('palette.askAlso'),
      offer: transfer('consult'),
    },
  ]
}

/** Calls a number outside; on a call, also passes the caller on to it. */
export function numberChoices(console: Console, number: string, name: string | null, kind: string): Choice[] {
  const shown = formatNumber(number)
  const who = name ?? shown
  const about = name === null ? undefined : `${kind} ${shown}`
  const dial = async () => {
    const refused = await console.call(number, name ?? undefined)
    if (refused !== null)
      console.notices.trigger.show({
        title: t('colleagues.notCalled', { name: who }),
        tone: 'bad',
        detail: refused,
      })
  }
  const { current } = console.desk.getSnapshot().context.sections
  return [
    {
      id: `call ${number} ${who}`,
      words: t('palette.call', { name: who }),
      about,
      offer: unlessBusy(console, () => void dial()),
    },
    ...(current === null
      ? []
      : passOn(console, who, number).map((it) => ({ ...it, id: `${it.id} ${who}`, about }))),
  ]
}

function pages({ me, office }: Console): Choice[] {
  const answers = answersCalls(me.role)
  const heardBy = office.getSnapshot().context.office?.recording.heardBy ?? 'supervisors'
  const shown = (page: Page) => {
    if (['audit', 'people', 'settings', 'privacy'].includes(page)) return me.role === 'admin'
    if (page === 'recordings') return mayHearSome(heardBy, me.role)
    return answers || !['history', 'contacts', 'ready'].includes(page)
  }
  return PAGES.filter(shown).map((page) => ({
    id: `page ${page}`,
    words: page === 'ready' ? t('palette.checkRing') : t('palette.open', { page: pageName(page) }),
    also: t('palette.pageAlso'),
    offer: { run: () => openPage(page) },
  }))
}
