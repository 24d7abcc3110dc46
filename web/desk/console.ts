import { type CallCommand, CallCommands } from '../../coordinator/protocol/call-commands.ts'
import type { Credentials } from '../../coordinator/protocol/session.ts'
import type { Presence } from '../../machines/agent/presence.ts'
import { askToNotify } from '../attention/ask-to-notify.ts'
import { startAttention } from '../attention/start-attention.ts'
import { callerLabel } from '../calls/format.ts'
import { createHistoryStore, type HistoryStore, historyReader } from '../calls/history-store.ts'
import { createTodayStore, followToday, type TodayStore } from '../colleagues/today-store.ts'
import { createOwnCommands } from '../commands/own-commands.ts'
import { callRefusalText, commandRefusalText } from '../commands/refusal-text.ts'
import { sendCommand } from '../commands/send.ts'
import { createDeviceStore, type DeviceStore } from '../devices/device-store.ts'
import { followDevices } from '../devices/follow-devices.ts'
import { followHeadsetSwitch } from '../devices/headset/follow-switch.ts'
import { diagnostics } from '../diagnostics.ts'
import { placeCall } from '../dial/place-call.ts'
import { checkServer } from '../feed/check-server.ts'
import { createDeskStore, type DeskStore } from '../feed/desk-store.ts'
import { followFeed } from '../feed/feed.ts'
import { createNews, type News, whenNews } from '../feed/news.ts'
import { afterNextFrame } from '../feed/next-frame.ts'
import { streamLinks } from '../feed/stream-links.ts'
import type { StreamStore } from '../feed/stream-store.ts'
import { createDeskKeys, type DeskKeys } from '../keys/desk-keys.ts'
import { t } from '../language/text.ts'
import { noticeClearedCards } from '../notices/cleared-cards.ts'
import { noticeFailedCalls } from '../notices/failed-calls.ts'
import { noticeHeldBack } from '../notices/held-back.ts'
import { createNoticeStore, type NoticeStore } from '../notices/notices.ts'
import { noticeSentTransfers } from '../notices/sent-transfers.ts'
import { noticeTakenMicrophone } from '../notices/taken-microphone.ts'
import { createOfficeSettingsStore, type OfficeSettingsStore, officeReader } from '../office/office-store.ts'
import { openPage } from '../pages/page.ts'
import { createQuietHoursStore, type QuietHoursStore } from '../quiet-hours/quiet-hours-store.ts'
import { createGoAvailable } from '../ready/go-available.ts'
import { type PageWatch, watchPage } from '../ready/watch-page.ts'
import { followRinging } from '../ring/follow-ringing.ts'
import type { RingtonePlayer } from '../ring/ringtone-player.ts'
import { choosePresence, type SignedInAgent, signIn } from '../session/session.ts'
import { createSettingsStore, type SettingsStore, settingsReader } from '../settings/settings-store.ts'
import { forgetThisTab, openTab, preferThisTab, preferThisTabForNext } from '../softphone/one-tab.ts'
import { type Softphone, startSoftphone } from '../softphone/softphone.ts'
import { fetchTimeline } from '../timeline/timeline.ts'
import { createVoicemailStore, restartVoicemails, type VoicemailStore } from '../voicemail/voicemail-store.ts'
import { createDeskSettingsStore, type DeskSettingsStore, deskSettingsReader } from './desk-settings.ts'
import { offerNewVersion } from './new-version.ts'
import { watchPageUse } from './page-use.ts'
import { createPreferencesStore, type PreferencesStore } from './preferences.ts'

/** Everything behind one agent's desk, from signing in to signing out. */
export interface Console {
  me: SignedInAgent
  preferences: PreferencesStore
  desk: DeskStore
  history: HistoryStore
  today: TodayStore
  voicemails: VoicemailStore
  office: OfficeSettingsStore
  contactsNews: News
  /** Reads the office again, until it succeeds. */
  readOffice: () => void
  /** What administrators change. */
  settings: SettingsStore
  /** Reads the settings again, until it succeeds. */
  readSettings: () => void
  /** What is set for every desk. */
  deskSettings: DeskSettingsStore
  notices: NoticeStore
  keys: DeskKeys
  ringer: RingtonePlayer
  softphone: Softphone
  stream: StreamStore
  /** What this page knows of itself. */
  watch: PageWatch
  /** Microphone, output for talking and ringer, and their volumes. */
  devices: DeviceStore
  quietHours: QuietHoursStore
  /** Starts, within a click or a key of the agent, what browsers start only then. */
  startWithGesture: () => void
  /** Never rejects; true when the server carried it out. */
  command: (callSid: string, command: CallCommand) => Promise<boolean>
  /**
   * Calls a number as it was typed, or `agent:<id>`. `name` is whose number it is. Never rejects. Resolves to null, or to
   * words that say why it failed.
   */
  call: (to: string, name?: string) => Promise<string | null>
  /** Available only as soon as a call would ring. Never rejects. */
  choose: (presence: Exclude<Presence, 'offline'>) => Promise<void>
  /** After the session has ended, with calls going on. @throws when the server refused */
  signInAgain: (proof: Omit<Credentials, 'username'>) => Promise<void>
  /** The agent has signed in again, in another window. */
  resumeSession: () => void
  close: () => void
}

export function openConsole(me: SignedInAgent, ringer: RingtonePlayer, onSignedOut: () => void): Console {
  const desk = createDeskStore(me.agentId)
  const notices = createNoticeStore()
  const ownCommands = createOwnCommands()
  const keys = createDeskKeys(desk, me.agentId)
  noticeClearedCards({ desk, notices, ownCommands, fetchTimeline })
  const history = createHistoryStore(desk)
  const readHistory = historyReader(history)
  readHistory.start()
  const today = createTodayStore()
  const stopToday = followToday(desk, today)
  const office = createOfficeSettingsStore()
  const readOffice = officeReader(office)
  const settings = createSettingsStore()
  const settingsRead = settingsReader(settings)
  const readSettings = () => {
    if (me.role === 'admin') settingsRead.start()
  }
  const settingsNews = createNews()
  const deskSettings = createDeskSettingsStore(me)
  const readDeskSettings = deskSettingsReader(deskSettings)
  const stopFollowingSettings = whenNews(settingsNews, readDeskSettings.start)
  settingsNews.subscribe(readSettings)
  const contactsNews = createNews()
  const stopRenaming = whenNews(contactsNews, readHistory.start)
  const voicemails = createVoicemailStore()
  voicemails.on('messageLeft', ({ voicemail }) =>
    notices.trigger.show({ title: t('desk.newMessage', { caller: callerLabel(voicemail) }), tone: 'plain' }),
  )
  const devices = createDeviceStore()
  const { softphone, stop: stopSoftphone } = startSoftphone(desk, me.role, devices)
  const page = watchPageUse()
  const quietHours = createQuietHoursStore(me.agentId)
  const watch = watchPage(ringer, softphone, quietHours)
  const stopDevices = followDevices({ devices, page: watch.store, ringer, softphone, notices })
  const newVersion = offerNewVersion({ desk, softphone, notices, page })
  const feed = followFeed({
    links: streamLinks(me.agentId),
    desk,
    nextFrame: afterNextFrame,
    voicemails,
    office,
    contactsNews,
    facts: watch.facts,
    settingsNews,
    onSnapshot: () => {
      restartVoicemails(voicemails)
      readOffice.start()
      settingsNews.trigger.changed()
      contactsNews.trigger.changed()
    },
    onProtocol: newVersion.serverSpeaks,
    onSignedOut,
  })
  const stopChecking = checkServer(desk, feed.reopen)
  noticeFailedCalls(softphone, notices)
  noticeHeldBack(feed.stream, notices)
  noticeTakenMicrophone(softphone, notices)
  const stopRinging = followRinging({
    ...{
      desk,
      softphone,
      ringer,
      page: watch.store,
      stream: feed.stream,
      waits: () => deskSettings.getSnapshot().context.waits,
    },
  })
  const closeTab = openTab()
  window.__switchyard = diagnostics

  const onRefused = (command: CallCommand, error: unknown) => {
    notices.trigger.show({ ...commandRefusalText(command, error), tone: 'bad' })
  }

  const command: Console['command'] = async (callSid, what) => {
    ringer.unlock()
    if (CallCommands[what.type].takesAgentLeg) preferThisTab(callSid)
    const isDone = await sendCommand({ desk, ownCommands, onRefused }, callSid, what)
    if (!isDone) forgetThisTab(callSid)
    return isDone
  }
  noticeSentTransfers(desk, notices, ({ callSid }) => void command(callSid, { type: 'cancel' }))

  const tellPresence = async (presence: Exclude<Presence, 'offline'>) => {
    try {
      const agent = await choosePresence(presence)
      // An answer that is repeated may be old. The feed tells what is true now.
      if (agent.rev > 0) desk.trigger.agentReceived({ agent })
    } catch {
      const detail = t('desk.noAnswer')
      notices.trigger.show({ title: t('desk.notYet', { presence }), tone: 'bad', detail })
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

  const stopAttention = startAttention({
    ...{ desk, softphone, ringer, notices, command, page: watch.store, stream: feed.stream },
  })
  const stopHeadset = followHeadsetSwitch({ desk, softphone, stream: feed.stream, command, me: me.agentId })

  return {
    me,
    preferences: createPreferencesStore(me.preferences),
    desk,
    history,
    today,
    voicemails,
    office,
    contactsNews,
    readOffice: readOffice.start,
    settings,
    readSettings,
    deskSettings,
    notices,
    keys,
    ringer,
    softphone,
    stream: feed.stream,
    watch,
    quietHours,
    devices,
    startWithGesture: () => {
      start()
      // After a reload some browsers have forgotten that the agent allowed the microphone.
      const { presence } = desk.getSnapshot().context.confirmed.agents.get(me.agentId) ?? me
      if (presence === 'available' && watch.mustAsk()) void watch.askForMicrophone()
    },
    command,
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
    resumeSession: () => feed.reopen(),
    close: () => {
      keys.stop()
      stopRinging()
      stopAttention()
      stopHeadset()
      stopDevices()
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
      settingsRead.stop()
      stopFollowingSettings()
      readDeskSettings.stop()
    },
  }
}
