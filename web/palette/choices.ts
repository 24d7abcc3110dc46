import { answersCalls } from '../../machines/ids.ts'
import { callerLabel, formatDuration, formatNumber } from '../calls/format.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import type { Console } from '../desk/console.ts'
import { serverNow } from '../feed/desk-store.ts'
import { rowOffer } from '../keys/listen.ts'
import type { Offer } from '../keys/offer.ts'
import type { Offers } from '../keys/offers.ts'
import { ACTION_IDS, ACTIONS, type ActionId } from '../keys/table.ts'
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
      words: 'Take the tour of the desk',
      also: 'help introduction first day',
      offer: { run: () => console.keys.opened.trigger.tourBegun() },
    },
    {
      id: 'glossary',
      words: 'Words of the desk',
      also: 'help glossary meaning',
      offer: { run: () => console.keys.opened.trigger.opened({ dialog: 'glossary' }) },
    },
    ...slotHistoryChoices(console),
  ]
}

const keyed = (id: ActionId, offer: Offer): Choice => ({
  id: `key ${id}`,
  words: ACTIONS[id].words,
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
      const about = `rings ${waits(since)}, number ${digit}`
      return [
        {
          id: `answer ${call.callSid}`,
          words: `Answer ${callerLabel(call)}`,
          about,
          offer: rowOffer(console, digit),
        },
      ]
    }),
    ...sections.takeable.map((call) => ({
      id: `take ${call.callSid}`,
      words: `Take ${callerLabel(call)}`,
      about: `rings elsewhere ${waits(call.createdAt)}`,
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
        words: `${talks ? 'Swap with' : 'Resume'} ${callerLabel(call)}`,
        about: 'on hold',
        offer: talks
          ? { run: () => void command(call.callSid, { type: 'swap' }) }
          : unlessBusy(console, () => void command(call.callSid, { type: 'resume' })),
      }),
    ),
    ...sent.map(
      (call): Choice => ({
        id: `take back ${call.callSid}`,
        words: `Take back ${callerLabel(call)}`,
        about: 'your transfer rings',
        offer: unlessBusy(console, () => void command(call.callSid, { type: 'cancel' })),
      }),
    ),
  ]
}

function colleagues(console: Console): Choice[] {
  const { desk, notices, call } = console
  const onCall = desk.getSnapshot().context.sections.current !== null
  return colleaguesOf(console).flatMap((agent): Choice[] => {
    const { agentId, name } = agent
    const to = `agent:${agentId}`
    const presence = shownPresenceOf(agent)
    const free = presence.kind === 'available'
    const why = free || presence.kind === 'deaf' ? null : `${name}: ${presence.label}`
    const dial = async () => {
      const refused = await call(to)
      if (refused !== null)
        notices.trigger.show({ title: `${name} was not called`, tone: 'bad', detail: refused })
    }
    return [
      ...(onCall
        ? passOn(console, name, to).map((it) => (why === null ? it : { ...it, offer: { why } }))
        : []),
      {
        id: `call ${to}`,
        words: `Call ${name}`,
        about: presence.label,
        offer: free ? unlessBusy(console, () => void dial()) : { why: why ?? presence.label },
      },
    ]
  })
}

/** Transfers of the own call to somebody. */
export function passOn(console: Console, name: string, to: string): Choice[] {
  const offer = ownCall(console)
  const transfer = (kind: 'blind' | 'consult') =>
    offer((own) => void console.command(own.callSid, { type: 'transfer', to, kind }), true)
  return [
    { id: `transfer ${to}`, words: `Transfer to ${name}`, offer: transfer('blind') },
    { id: `ask ${to}`, words: `Ask ${name} first`, also: 'transfer consult', offer: transfer('consult') },
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
      console.notices.trigger.show({ title: `${who} was not called`, tone: 'bad', detail: refused })
  }
  const { current } = console.desk.getSnapshot().context.sections
  return [
    {
      id: `call ${number} ${who}`,
      words: `Call ${who}`,
      about,
      offer: unlessBusy(console, () => void dial()),
    },
    ...(current === null
      ? []
      : passOn(console, who, number).map((it) => ({ ...it, id: `${it.id} ${who}`, about }))),
  ]
}

function pages({ me }: Console): Choice[] {
  const answers = answersCalls(me.role)
  const shown = (page: Page) =>
    page === 'audit' ? me.role === 'admin' : answers || !['history', 'contacts', 'ready'].includes(page)
  return PAGES.filter(shown).map((page) => ({
    id: `page ${page}`,
    words: page === 'ready' ? 'Check whether calls ring here' : `Open ${pageName(page)}`,
    also: 'page go',
    offer: { run: () => openPage(page) },
  }))
}
