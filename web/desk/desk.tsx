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
import { OfficePage } from '../office/office-page.tsx'
import { OtherPage } from '../pages/other-page.tsx'
import { usePage } from '../pages/page.ts'
import { ParkingLot } from '../parking/lot.tsx'
import { ParkDialog } from '../parking/park-dialog.tsx'
import { VoicemailMessages } from '../voicemail/voicemail-page.tsx'
import { Dragging } from './dragging.tsx'
import { Header } from './header.tsx'
import { shortcutKeysOf } from './keys.ts'
import { useShortcuts } from './shortcuts.ts'
import { useConsole, useSections } from './use-console.ts'
import './desk.css'

export function DeskPage({ onSignOut }: { onSignOut: () => void }) {
  const [parking, setParking] = useState<CallView | null>(null)
  const [transferring, setTransferring] = useState<CallView | null>(null)
  const console = useConsole()
  const status = useSelector(console.softphone, softphoneStatus)
  const page = usePage()
  const dialogs = { park: setParking, transfer: setTransferring }
  useShortcuts(useMemo(() => shortcutKeysOf(console, setTransferring), [console]))
  useTitle()
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
            <VoicemailMessages />
          </OtherPage>
        ) : null}
        {page === 'office' ? (
          <OtherPage title="Office" dialogs={dialogs} status={status}>
            <OfficePage />
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

/** How many ring, where a hidden tab can show it. */
function useTitle() {
  const ringing = useSections((it) => it.ringing.length)
  useEffect(() => {
    document.title = ringing > 0 ? `(${ringing}) Ringing – Switchyard` : 'Switchyard'
  }, [ringing])
}
