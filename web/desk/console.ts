import { type CallCommand, CallCommands } from '../../coordinator/protocol/call-commands.ts'
import type { Credentials } from '../../coordinator/protocol/session.ts'
import type { Presence } from '../../machines/agent/presence.ts'
import { callerLabel } from '../calls/format.ts'
import { createHistoryStore, type HistoryStore, historyReader } from '../calls/history-store.ts'
import { createTodayStore, followToday, type TodayStore } from '../colleagues/today-store.ts'
import { createOwnCommands } from '../commands/own-commands.ts'
import { callRefusalText, commandRefusalText } from '../commands/refusal-text.ts'
import { sendCommand } from '../commands/send.ts'
import { type ContactsNews, createContactsNews, whenContactsChange } from '../contacts/contacts-news.ts'
import { diagnostics } from '../diagnostics.ts'
import { placeCall } from '../dial/place-call.ts'
import { checkServer } from '../feed/check-server.ts'
import { createDeskStore, type DeskStore } from '../feed/desk-store.ts'
import { followFeed } from '../feed/feed.ts'
import { beforeNextFrame } from '../feed/next-frame.ts'
import { streamLinks } from '../feed/stream-links.ts'
import type { StreamStore } from '../feed/stream-store.ts'
import { noticeClearedCards } from '../notices/cleared-cards.ts'
import { noticeFailedCalls } from '../notices/failed-calls.ts'
import { noticeHeldBack } from '../notices/held-back.ts'
import { createNoticeStore, type NoticeStore } from '../notices/notices.ts'
import { noticeTakenMicrophone } from '../notices/taken-microphone.ts'
import { createOfficeSettingsStore, type OfficeSettingsStore, officeReader } from '../office/office-store.ts'
import { openPage } from '../pages/page.ts'
import { createGoAvailable } from '../ready/go-available.ts'
import { tellDeaf } from '../ready/tell-deaf.ts'
import { type PageWatch, watchPage } from '../ready/watch-page.ts'
import { followRinging } from '../ring/follow-ringing.ts'
import { askToNotify } from '../ring/notify.ts'
import type { RingtonePlayer } from '../ring/ringtone-player.ts'
import { choosePresence, type SignedInAgent, signIn } from '../session/session.ts'
import { openTab, preferThisTab, preferThisTabForNext } from '../softphone/one-tab.ts'
import { type Softphone, startSoftphone } from '../softphone/softphone.ts'
import { fetchTimeline } from '../timeline/timeline.ts'
import { createVoicemailStore, restartVoicemails, type VoicemailStore } from '../voicemail/voicemail-store.ts'
import { offerNewVersion } from './new-version.ts'
import { watchPageUse } from './page-use.ts'

/** Everything behind one agent's desk, from signing in to signing out. */
export interface Console {
  me: SignedInAgent
  desk: DeskStore
  history: HistoryStore
  today: TodayStore
  voicemails: VoicemailStore
  office: OfficeSettingsStore
  contactsNews: ContactsNews
  /** Reads the office again, until it succeeds. */
  readOffice: () => void
  notices: NoticeStore
  ringer: RingtonePlayer
  softphone: Softphone
  stream: StreamStore
  /** What this page knows of itself. */
  watch: PageWatch
  /** Starts, within a click or a key of the agent, what browsers start only then. */
  startWithGesture: () => void
  /** Never rejects; true when the server carried it out. */
  command: (callSid: string, command: CallCommand) => Promise<boolean>
  /** Calls a number as it was typed, or `agent:<id>`; `name` is whose number it is. Never rejects; resolves to why not, in words, or null. */
  call: (to: string, name?: string) => Promise<string | null>
  /** Available only as soon as a call would ring. Never rejects. */
  choose: (presence: Exclude<Presence, 'offline'>) => Promise<void>
  /** After the session has ended, with calls going on. @throws when the server refused */
  signInAgain: (proof: Omit<Credentials, 'username'>) => Promise<void>
  close: () => void
}

export function openConsole(me: SignedInAgent, ringer: RingtonePlayer, onSignedOut: () => void): Console {
  const desk = createDeskStore(me.agentId)
  const notices = createNoticeStore()
  const ownCommands = createOwnCommands()
  noticeClearedCards({ desk, notices, ownCommands, fetchTimeline })
  const history = createHistoryStore(desk)
  const readHistory = historyReader(history)
  readHistory.start()
  const today = createTodayStore()
  const stopToday = followToday(desk, today)
  const office = createOfficeSettingsStore()
  const readOffice = officeReader(office)
  const contactsNews = createContactsNews()
  const stopRenaming = whenContactsChange(contactsNews, readHistory.start)
  const voicemails = createVoicemailStore()
  voicemails.on('messageLeft', ({ voicemail }) =>
    notices.trigger.show({ title: `New message from ${callerLabel(voicemail)}`, tone: 'plain' }),
  )
  const { softphone, stop: stopSoftphone } = startSoftphone(desk, me.role)
  const page = watchPageUse()
  const watch = watchPage(ringer, softphone)
  const newVersion = offerNewVersion({ desk, softphone, notices, page })
  const feed = followFeed({
    links: streamLinks(me.agentId),
    desk,
    nextFrame: beforeNextFrame,
    voicemails,
    office,
    contactsNews,
    facts: watch.facts,
    onSnapshot: () => {
      restartVoicemails(voicemails)
      readOffice.start()
      contactsNews.trigger.changed()
    },
    onProtocol: newVersion.serverSpeaks,
    onSignedOut,
  })
  const stopChecking = checkServer(desk, feed.reopen)
  noticeFailedCalls(softphone, notices)
  noticeHeldBack(feed.stream, notices)
  noticeTakenMicrophone(softphone, notices)
  const stopRinging = followRinging({ desk, softphone, ringer, page: watch.store, stream: feed.stream })
  const stopTelling = tellDeaf({ desk, page: watch.store, stream: feed.stream })
  const closeTab = openTab()
  window.__switchyard = diagnostics

  const onRefused = (command: CallCommand, error: unknown) => {
    notices.trigger.show({ ...commandRefusalText(command, error), tone: 'bad' })
  }

  const tellPresence = async (presence: Exclude<Presence, 'offline'>) => {
    try {
      const agent = await choosePresence(presence)
      // An answer that is repeated may be old. The feed tells what is true now.
      if (agent.rev > 0) desk.trigger.agentReceived({ agent })
    } catch {
      const detail = 'The server did not answer.'
      notices.trigger.show({ title: `You are not ${presence} yet`, tone: 'bad', detail })
    }
  }
  const start = () => {
    ringer.unlock()
    softphone.send({ type: 'REGISTER' })
  }
  const goAvailable = createGoAvailable({
    desk,
    watch,
    start: () => {
      start()
      askToNotify()
    },
    choose: () => tellPresence('available'),
    showChecks: () => openPage('ready'),
    hideChecks: () => openPage('desk'),
  })

  return {
    me,
    desk,
    history,
    today,
    voicemails,
    office,
    contactsNews,
    readOffice: readOffice.start,
    notices,
    ringer,
    softphone,
    stream: feed.stream,
    watch,
    startWithGesture: () => {
      start()
      // After a reload some browsers have forgotten that the agent allowed the microphone.
      const { presence } = desk.getSnapshot().context.confirmed.agents.get(me.agentId) ?? me
      if (presence === 'available' && watch.mustAsk()) void watch.askForMicrophone()
    },
    command: (callSid, command) => {
      ringer.unlock()
      if (CallCommands[command.type].takesAgentLeg) preferThisTab(callSid)
      return sendCommand({ desk, ownCommands, onRefused }, callSid, command)
    },
    call: async (to, name) => {
      ringer.unlock()
      preferThisTabForNext()
      try {
        const answer = await placeCall(to, name)
        if ('connect' in answer) softphone.send({ type: 'CALL', ...answer.connect })
        else desk.trigger.callReceived({ call: answer })
        return null
      } catch (error) {
        return callRefusalText(error)
      }
    },
    choose: (presence) => {
      if (presence === 'available') return goAvailable.go()
      goAvailable.forget()
      return tellPresence(presence)
    },
    signInAgain: async (proof) => {
      await signIn({ ...proof, username: me.agentId })
      feed.reopen()
    },
    close: () => {
      stopRinging()
      stopTelling()
      stopSoftphone()
      stopChecking()
      closeTab()
      feed.close()
      newVersion.stop()
      page.stop()
      watch.stop()
      stopRenaming()
      readHistory.stop()
      stopToday()
      readOffice.stop()
    },
  }
}
