import { useSelector } from '@xstate/react'
import { useEffect, useMemo, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { MyCall } from '../calls/my-call.tsx'
import { RecentCalls } from '../calls/recent.tsx'
import { Ringing } from '../calls/ringing.tsx'
import { TransferDialog } from '../calls/transfer-dialog.tsx'
import { Colleagues } from '../colleagues/colleagues.tsx'
import { TodayPanel } from '../colleagues/today.tsx'
import { NoticesView } from '../notices/notices-view.tsx'
import { OtherPage } from '../pages/other-page.tsx'
import { usePage } from '../pages/page.ts'
import { Part } from '../pages/part.tsx'
import { ParkingLot } from '../parking/lot.tsx'
import { ParkDialog } from '../parking/park-dialog.tsx'
import { partOf, prefetch } from '../parts.ts'
import { loadTimeline } from '../timeline/timeline-dialog.tsx'
import { Dragging } from './dragging.tsx'
import { Header } from './header.tsx'
import { shortcutKeysOf } from './keys.ts'
import { useShortcuts } from './shortcuts.ts'
import { useConsole, useSections } from './use-console.ts'
import './desk.css'

const loadVoicemailPage = partOf(() => import('../voicemail/voicemail-page.tsx'))
const loadOfficePage = partOf(() => import('../office/office-page.tsx'))

export function DeskPage({ onSignOut }: { onSignOut: () => void }) {
  const [parking, setParking] = useState<CallView | null>(null)
  const [transferring, setTransferring] = useState<CallView | null>(null)
  const console = useConsole()
  const status = useSelector(console.softphone, softphoneStatus)
  const page = usePage()
  const dialogs = { park: setParking, transfer: setTransferring }
  useShortcuts(useMemo(() => shortcutKeysOf(console, setTransferring), [console]))
  useTitle()
  usePrefetch()
  useStillMine(parking, () => setParking(null))
  useStillMine(transferring, () => setTransferring(null))

  return (
    <>
      <Header onSignOut={onSignOut} />
      <Dragging>
        {page === 'desk' ? (
          <main className="desk" data-softphone={status}>
            <h1 className="visually-hidden">The desk</h1>
            <div className="column">
              <Ringing />
              <MyCall {...dialogs} />
              <RecentCalls />
            </div>
            <div className="column">
              <ParkingLot />
            </div>
            <div className="column">
              <Colleagues />
              <TodayPanel />
            </div>
          </main>
        ) : null}
        {page === 'voicemail' ? (
          <OtherPage title="Voicemail" dialogs={dialogs} status={status}>
            <Part load={loadVoicemailPage}>{({ VoicemailMessages }) => <VoicemailMessages />}</Part>
          </OtherPage>
        ) : null}
        {page === 'office' ? (
          <OtherPage title="Office" dialogs={dialogs} status={status}>
            <Part load={loadOfficePage}>{({ OfficePage }) => <OfficePage />}</Part>
          </OtherPage>
        ) : null}
      </Dragging>
      <ParkDialog call={parking} onClose={() => setParking(null)} />
      <TransferDialog call={transferring} onClose={() => setTransferring(null)} />
      <NoticesView />
    </>
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
    const fetchAll = () => prefetch(loadVoicemailPage, loadOfficePage, loadTimeline)
    const timer = setTimeout(fetchAll, PREFETCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
}

/** How many ring, where a hidden tab can show it. */
function useTitle() {
  const ringing = useSections((it) => it.ringing.length)
  useEffect(() => {
    document.title = ringing > 0 ? `(${ringing}) Ringing – Switchyard` : 'Switchyard'
  }, [ringing])
}
