import { useSelector } from '@xstate/react'
import { useEffect, useMemo, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { CallBackLine } from '../calls/call-back-line.tsx'
import { loadHearing } from '../calls/consultation.tsx'
import { MyCall, MyCaller } from '../calls/my-call.tsx'
import { MyCallNews } from '../calls/my-call-news.tsx'
import { loadCallNote } from '../calls/note-panel.tsx'
import { RecentCalls } from '../calls/recent.tsx'
import { RingNews } from '../calls/ring-news.tsx'
import { Ringing } from '../calls/ringing.tsx'
import type { DialogToOpen } from '../calls/talk-keys.tsx'
import { loadTransferForm, TransferDialog } from '../calls/transfer-dialog.tsx'
import type { TransferKind } from '../calls/transfer-kind.ts'
import { Colleagues } from '../colleagues/colleagues.tsx'
import { TodayLine } from '../colleagues/today.tsx'
import { loadCallerRecord } from '../contacts/caller-panel.tsx'
import { loadTones } from '../devices/follow-devices.ts'
import { DialPad } from '../dial/dial-pad.tsx'
import { roveByArrows } from '../keys/arrows.ts'
import {
  KeyDialogs,
  loadGlossary,
  loadPalette,
  loadSheet,
  loadSlotHistory,
  TourLine,
} from '../keys/key-dialogs.tsx'
import { useDeskKeys } from '../keys/listen.ts'
import { type CallDialogs, offersOf } from '../keys/offers.ts'
import { t } from '../language/text.ts'
import { OfficeTabs } from '../office/office-tabs.tsx'
import { OtherPage } from '../pages/other-page.tsx'
import { type Page, pageName, usePage } from '../pages/page.ts'
import { Part } from '../pages/part.tsx'
import { ParkingLot } from '../parking/lot.tsx'
import { loadParkForm, ParkDialog } from '../parking/park-dialog.tsx'
import { partOf, prefetchInTurn } from '../parts.ts'
import { loadRecordingPlayer } from '../recordings/load-player.ts'
import { loadSignInSteps } from '../session/load-sign-in-steps.ts'
import { SignInAgain } from '../session/sign-in-again.tsx'
import { loadTimeline } from '../timeline/timeline-dialog.tsx'
import { useEndOfDrags } from './dragging.ts'
import { guardClicks } from './guard-clicks.ts'
import { Header } from './header.tsx'
import { keepFocus } from './keep-focus.ts'
import { StatusLine } from './status-line.tsx'
import { useAnswersCalls, useConsole, useSections } from './use-console.ts'
import { useDensity } from './use-density.ts'
import './desk.css'

const loadHistoryPage = partOf(() => import('../history/history-page.tsx'))
const loadRecordingsPage = partOf(() => import('../recordings/recordings-page.tsx'))
const loadVoicemailPage = partOf(() => import('../voicemail/voicemail-page.tsx'))
const loadContactsPage = partOf(() => import('../contacts/contacts-page.tsx'))
const loadOfficePage = partOf(() => import('../office/office-page.tsx'))
const loadPeoplePage = partOf(() => import('../people/people-page.tsx'))
const loadSettingsPage = partOf(() => import('../settings/settings-page.tsx'))
const loadPrivacyPage = partOf(() => import('../privacy/privacy-page.tsx'))
const loadAuditLog = partOf(() => import('../audit/audit-log.tsx'))
const loadAccountPage = partOf(() => import('../account/account-page.tsx'))
const loadReadyPage = partOf(() => import('../ready/ready-page.tsx'))
const loadDevicesPage = partOf(() => import('../devices/devices-page.tsx'))
const loadWallboard = partOf(() => import('../wallboard/wallboard-page.tsx'))

export function DeskPage({ onSignOut }: { onSignOut: () => void }) {
  const [parking, setParking] = useState<CallView | null>(null)
  const [transferring, setTransferring] = useState<{ call: CallView; kind: TransferKind } | null>(null)
  const console = useConsole()
  const status = useSelector(console.softphone, softphoneStatus)
  const page = usePage()
  const dialogs = useMemo<CallDialogs>(
    () => ({ park: setParking, transfer: (call, kind) => setTransferring({ call, kind }) }),
    [],
  )
  const offers = useMemo(() => offersOf(console, dialogs), [console, dialogs])
  useDeskKeys(console, offers)
  useDensity()
  useEffect(roveByArrows, [])
  useEffect(keepFocus, [])
  useEffect(guardClicks, [])
  // The key that signed in is gone.
  useEffect(() => {
    if (document.activeElement === document.body) focusMain()
  }, [])
  usePrefetch()
  useStillMine(parking, () => setParking(null))
  useStillMine(transferring?.call ?? null, () => setTransferring(null))

  return (
    <>
      <Title page={page} />
      <RingNews />
      <MyCallNews />
      <button type="button" className="skip" onClick={focusMain}>
        {t('desk.skip')}
      </button>
      {page === 'wallboard' ? (
        <Part load={loadWallboard}>{({ Wallboard }) => <Wallboard />}</Part>
      ) : (
        <div className="frame">
          <Header onSignOut={onSignOut} />
          <StatusLine />
          <TourLine />
        </div>
      )}
      {page === 'desk' ? <Desk dialogs={dialogs} status={status} /> : null}
      {page === 'history' ? (
        <OtherPage title={pageName('history')} dialogs={dialogs} status={status}>
          <Part load={loadHistoryPage}>{({ HistoryPage }) => <HistoryPage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'recordings' ? (
        <OtherPage title={pageName('recordings')} dialogs={dialogs} status={status}>
          <Part load={loadRecordingsPage}>{({ RecordingsPage }) => <RecordingsPage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'voicemail' ? (
        <OtherPage title={pageName('voicemail')} dialogs={dialogs} status={status}>
          <Part load={loadVoicemailPage}>{({ VoicemailMessages }) => <VoicemailMessages />}</Part>
        </OtherPage>
      ) : null}
      {page === 'contacts' ? (
        <OtherPage title={pageName('contacts')} dialogs={dialogs} status={status}>
          <Part load={loadContactsPage}>{({ ContactsPage }) => <ContactsPage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'office' ? (
        <OtherPage title={pageName('office')} dialogs={dialogs} status={status}>
          <OfficeTabs />
          <Part load={loadOfficePage}>{({ OfficePage }) => <OfficePage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'people' ? (
        <OtherPage title={pageName('people')} dialogs={dialogs} status={status}>
          <OfficeTabs />
          <Part load={loadPeoplePage}>{({ PeoplePage }) => <PeoplePage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'settings' ? (
        <OtherPage title={pageName('settings')} dialogs={dialogs} status={status}>
          <OfficeTabs />
          <Part load={loadSettingsPage}>{({ SettingsPage }) => <SettingsPage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'privacy' ? (
        <OtherPage title={pageName('privacy')} dialogs={dialogs} status={status}>
          <OfficeTabs />
          <Part load={loadPrivacyPage}>{({ PrivacyPage }) => <PrivacyPage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'account' ? (
        <OtherPage title={pageName('account')} dialogs={dialogs} status={status}>
          <Part load={loadAccountPage}>{({ AccountPage }) => <AccountPage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'ready' ? (
        <OtherPage title={pageName('ready')} dialogs={dialogs} status={status}>
          <Part load={loadReadyPage}>{({ ReadyPage }) => <ReadyPage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'devices' ? (
        <OtherPage title={pageName('devices')} dialogs={dialogs} status={status}>
          <Part load={loadDevicesPage}>{({ DevicesPage }) => <DevicesPage />}</Part>
        </OtherPage>
      ) : null}
      {page === 'audit' ? (
        <OtherPage title={pageName('audit')} dialogs={dialogs} status={status}>
          <OfficeTabs />
          <Part load={loadAuditLog}>{({ AuditLog }) => <AuditLog />}</Part>
        </OtherPage>
      ) : null}
      <ParkDialog call={parking} onClose={() => setParking(null)} />
      <TransferDialog
        call={transferring?.call ?? null}
        kind={transferring?.kind ?? 'blind'}
        onClose={() => setTransferring(null)}
      />
      <KeyDialogs offers={offers} />
      <SignInAgain onLeave={onSignOut} />
    </>
  )
}

/** The page of an agent at work. Each part has a place of its own, and only the lists scroll. */
function Desk({ dialogs, status }: { dialogs: DialogToOpen; status: string }) {
  const answers = useAnswersCalls()
  useEndOfDrags()
  return (
    <main className="desk" id="main" tabIndex={-1} data-softphone={status}>
      <h1 className="visually-hidden">{t('page.desk')}</h1>
      <div className="column column-calls">
        <MyCall {...dialogs} />
        <Ringing />
        {answers ? (
          <>
            <MyCaller />
            <div className="column-foot">
              <CallBackLine />
              <DialPad />
            </div>
          </>
        ) : (
          <RecentCalls />
        )}
      </div>
      <div className="column column-lot">
        <ParkingLot />
        <TodayLine />
      </div>
      <div className="column column-people">
        <Colleagues />
      </div>
    </main>
  )
}

/** Closes a dialog about a call that no longer belongs to this agent. */
function useStillMine(call: CallView | null, close: () => void) {
  const mine = useSections(({ current, held }) =>
    [current, ...held].some((it) => it?.callSid === call?.callSid && it?.status === 'active'),
  )
  useEffect(() => {
    if (call && !mine) close()
  }, [call, mine, close])
}

const PREFETCH_AFTER_MS = 3_000

/** Fetches the other pages too: a desk that stays open over an upgrade of the server still has them. */
function usePrefetch() {
  useEffect(() => {
    const fetchAll = () =>
      prefetchInTurn(
        loadHearing,
        loadParkForm,
        loadTransferForm,
        loadCallNote,
        loadSlotHistory,
        loadSheet,
        loadPalette,
        loadGlossary,
        loadReadyPage,
        loadDevicesPage,
        loadTones,
        loadAccountPage,
        loadSignInSteps,
        loadHistoryPage,
        loadRecordingsPage,
        loadRecordingPlayer,
        loadVoicemailPage,
        loadContactsPage,
        loadCallerRecord,
        loadOfficePage,
        loadPeoplePage,
        loadTimeline,
        loadSettingsPage,
        loadPrivacyPage,
        loadAuditLog,
        loadWallboard,
      )
    const timer = setTimeout(fetchAll, PREFETCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
}

/** The page, and how many ring, where a hidden tab can show it. */
function Title({ page }: { page: Page }) {
  const ringing = useSections((it) => it.ringing.length)
  useEffect(() => {
    const name = pageName(page)
    document.title = ringing > 0 ? t('desk.titleRinging', { ringing, page: name }) : `${name} – Switchyard`
  }, [ringing, page])
  return null
}

const focusMain = () => document.getElementById('main')?.focus({ preventScroll: true })
