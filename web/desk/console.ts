import { type CallCommand, CallCommands } from '../../coordinator/protocol/call-commands.ts'
import type { Presence } from '../../machines/agent/presence.ts'
import { callerLabel } from '../calls/format.ts'
import { createHistoryStore, type HistoryStore, historyReader } from '../calls/history-store.ts'
import { callRefusalText, commandRefusalText } from '../commands/refusal-text.ts'
import { sendCommand } from '../commands/send.ts'
import { diagnostics } from '../diagnostics.ts'
import { placeCall } from '../dial/place-call.ts'
import { checkServer } from '../feed/check-server.ts'
import { createDeskStore, type DeskStore } from '../feed/desk-store.ts'
import { followFeed } from '../feed/feed.ts'
import { noticeClearedCards } from '../notices/cleared-cards.ts'
import { noticeFailedCalls } from '../notices/failed-calls.ts'
import { createNoticeStore, type NoticeStore } from '../notices/notices.ts'
import { createOfficeSettingsStore, type OfficeSettingsStore, officeReader } from '../office/office-store.ts'
import { followRinging } from '../ring/follow-ringing.ts'
import type { RingtonePlayer } from '../ring/ringtone-player.ts'
import { choosePresence, type SignedInAgent, whoAmI } from '../session/session.ts'
import { openTab, preferThisTab, preferThisTabForNext } from '../softphone/one-tab.ts'
import { type Softphone, startSoftphone } from '../softphone/softphone.ts'
import { createVoicemailStore, restartVoicemails, type VoicemailStore } from '../voicemail/voicemail-store.ts'
import { offerNewVersion } from './new-version.ts'
import { watchPageUse } from './page-use.ts'

/** Everything behind one agent's desk, from signing in to signing out. */
export interface Console {
  me: SignedInAgent
  desk: DeskStore
  history: HistoryStore
  voicemails: VoicemailStore
  office: OfficeSettingsStore
  /** Reads the office again, until it succeeds. */
  readOffice: () => void
  notices: NoticeStore
  ringer: RingtonePlayer
  softphone: Softphone
  /** Never rejects; true when the server carried it out. */
  command: (callSid: string, command: CallCommand) => Promise<boolean>
  /** Calls a number as it was typed, or `agent:<id>`. Never rejects; resolves to why not, in words, or null. */
  call: (to: string) => Promise<string | null>
  choose: (presence: Exclude<Presence, 'offline'>) => Promise<void>
  close: () => void
}

export function openConsole(me: SignedInAgent, ringer: RingtonePlayer, onSignedOut: () => void): Console {
  const desk = createDeskStore(me.agentId)
  const notices = createNoticeStore()
  const clearedCards = noticeClearedCards(desk, notices)
  const history = createHistoryStore(desk)
  const readHistory = historyReader(history)
  readHistory.start()
  const office = createOfficeSettingsStore()
  const readOffice = officeReader(office)
  const voicemails = createVoicemailStore()
  voicemails.on('messageLeft', ({ voicemail }) =>
    notices.trigger.show({ title: `New message from ${callerLabel(voicemail)}`, tone: 'plain' }),
  )
  const { softphone, stop: stopSoftphone } = startSoftphone(desk)
  const page = watchPageUse()
  const newVersion = offerNewVersion({ desk, softphone, notices, page })
  const feed = followFeed({
    desk,
    voicemails,
    office,
    onSnapshot: () => {
      restartVoicemails(voicemails)
      readOffice.start()
    },
    onProtocol: newVersion.serverSpeaks,
    isSignedOut: async () => (await whoAmI()) === null,
    onSignedOut,
  })
  const stopChecking = checkServer(desk, feed.reopen)
  noticeFailedCalls(softphone, notices)
  const stopRinging = followRinging(desk, softphone, ringer)
  const closeTab = openTab()
  window.__switchyard = diagnostics

  const onRefused = (callSid: string, command: CallCommand, error: unknown) => {
    clearedCards.commandRefused(callSid, command)
    notices.trigger.show({ ...commandRefusalText(command, error), tone: 'bad' })
  }

  return {
    me,
    desk,
    history,
    voicemails,
    office,
    readOffice: readOffice.start,
    notices,
    ringer,
    softphone,
    command: (callSid, command) => {
      ringer.unlock()
      if (CallCommands[command.type].takesAgentLeg) preferThisTab(callSid)
      clearedCards.commandSent(callSid, command)
      return sendCommand({ desk, onRefused }, callSid, command)
    },
    call: async (to) => {
      ringer.unlock()
      preferThisTabForNext()
      try {
        const answer = await placeCall(to)
        if ('connect' in answer) softphone.send({ type: 'CALL', ...answer.connect })
        else desk.trigger.callReceived({ call: answer })
        return null
      } catch (error) {
        return callRefusalText(error)
      }
    },
    choose: async (presence) => {
      try {
        desk.trigger.agentReceived({ agent: await choosePresence(presence) })
      } catch {
        const detail = 'The server did not answer.'
        notices.trigger.show({ title: `You are not ${presence} yet`, tone: 'bad', detail })
      }
    },
    close: () => {
      stopRinging()
      stopSoftphone()
      stopChecking()
      closeTab()
      feed.close()
      newVersion.stop()
      page.stop()
      readHistory.stop()
      readOffice.stop()
    },
  }
}
