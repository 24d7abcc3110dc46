import { type CallCommand, CallCommands } from '../../coordinator/protocol/call-commands.ts'
import type { Presence } from '../../machines/agent/presence.ts'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { deskSectionsOf } from '../calls/desk-sections.ts'
import { callerLabel } from '../calls/format.ts'
import { HistoryStore } from '../calls/history-store.ts'
import { callRefusalText, commandRefusalText } from '../commands/refusal-text.ts'
import { sendCommand } from '../commands/send.ts'
import { diagnostics } from '../diagnostics.ts'
import { placeCall } from '../dial/place-call.ts'
import { checkServer } from '../feed/check-server.ts'
import { DeskStore } from '../feed/desk-store.ts'
import { followFeed } from '../feed/feed.ts'
import { noticeClearedCards } from '../notices/cleared-cards.ts'
import { Notices } from '../notices/notices.ts'
import { OfficeDraftStore } from '../office/office-store.ts'
import { notifyOf } from '../ring/notify.ts'
import type { RingtonePlayer } from '../ring/ringtone-player.ts'
import { toneFor } from '../ring/tone-for.ts'
import { choosePresence, type SignedInAgent, whoAmI } from '../session/session.ts'
import { openTab, preferThisTab, preferThisTabForNext } from '../softphone/one-tab.ts'
import { type Softphone, startSoftphone } from '../softphone/softphone.ts'
import { VoicemailStore } from '../voicemail/voicemail-store.ts'

/** Everything behind one agent's desk, from signing in to signing out. */
export interface Console {
  me: SignedInAgent
  store: DeskStore
  history: HistoryStore
  voicemails: VoicemailStore
  office: OfficeDraftStore
  notices: Notices
  ringer: RingtonePlayer
  softphone: Softphone
  /** Never rejects; true when it was done. */
  command: (callSid: string, command: CallCommand) => Promise<boolean>
  /** Calls a number as it was typed, or `agent:<id>`. Never rejects; resolves to why not, in words, or null. */
  call: (to: string) => Promise<string | null>
  choose: (presence: Exclude<Presence, 'offline'>) => Promise<void>
  close: () => void
}

export function openConsole(me: SignedInAgent, ringer: RingtonePlayer, onSignedOut: () => void): Console {
  const store = new DeskStore(me.agentId)
  const notices = new Notices()
  const history = new HistoryStore(store)
  const witness = noticeClearedCards(store, notices)
  const voicemails = new VoicemailStore((left) =>
    notices.show({ title: `New message from ${callerLabel(left)}`, tone: 'plain' }),
  )
  const office = new OfficeDraftStore()
  const feed = followFeed({
    store,
    voicemails,
    office,
    isSignedOut: async () => (await whoAmI()) === null,
    onSignedOut,
  })
  const stopPulse = checkServer(store, feed.reopen)
  const { softphone, stop: stopSoftphone } = startSoftphone(store)
  const stopRinging = ringWith(store, softphone, ringer)
  const stopTelling = tellOfCallsThatFail(softphone, notices)
  const closeTab = openTab()
  window.__switchyard = diagnostics

  const commander = {
    store,
    onRefused: (callSid: string, command: CallCommand, error: unknown) => {
      witness.undid(callSid, command)
      const { title, detail } = commandRefusalText(command, error)
      notices.show({ title, tone: 'bad' }, detail)
    },
  }

  return {
    me,
    store,
    history,
    voicemails,
    office,
    notices,
    ringer,
    softphone,
    command: (callSid, command) => {
      ringer.unlock()
      if (CallCommands[command.type].takesAgentLeg) preferThisTab(callSid)
      witness.did(callSid, command)
      return sendCommand(commander, callSid, command)
    },
    call: async (to) => {
      ringer.unlock()
      preferThisTabForNext()
      try {
        const answer = await placeCall(to)
        if ('connect' in answer) softphone.send({ type: 'CALL', ...answer.connect })
        else store.call(answer)
        return null
      } catch (error) {
        return callRefusalText(error)
      }
    },
    choose: async (presence) => {
      try {
        store.agent(await choosePresence(presence))
      } catch {
        notices.show({ title: `You are not ${presence} yet`, tone: 'bad' }, 'The server did not answer.')
      }
    },
    close: () => {
      stopRinging()
      stopTelling()
      stopSoftphone()
      stopPulse()
      closeTab()
      feed.close()
      witness.stop()
      history.close()
      office.close()
    },
  }
}

/** A leg that was to call a colleague and never got so far has no card to say so on. */
function tellOfCallsThatFail(softphone: Softphone, notices: Notices): () => void {
  let calling = false
  const { unsubscribe } = softphone.subscribe(({ context }) => {
    if (calling && context.calling === null && context.trouble !== null)
      notices.show({ title: 'Your line could not be opened', tone: 'bad' }, context.trouble)
    calling = context.calling !== null
  })
  return unsubscribe
}

/** The tone follows what this screen shows as ringing, in the same turn. */
function ringWith(store: DeskStore, softphone: Softphone, ringer: RingtonePlayer): () => void {
  const follow = () => {
    const { calls, me, declined, connection } = store.state()
    const { ringing, current } = deskSectionsOf(calls, me, declined)
    const talking = current !== null && current.state !== 'active.held'
    // Nobody is rung in the ear while talking; the card and its words are enough.
    const tone = talking ? null : toneFor(ringing)
    ringer.ring(tone)
    notifyOf(ringing)
    diagnostics.ringing = tone
    diagnostics.connection = connection
    diagnostics.softphone = softphoneStatus(softphone.getSnapshot())
  }
  const stops = [store.subscribe(follow), ringer.subscribe(follow)]
  return () => {
    for (const stop of stops) stop()
    ringer.ring(null)
  }
}
