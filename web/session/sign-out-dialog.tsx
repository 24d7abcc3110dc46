import { shallowEqual } from '@xstate/store'
import { useState } from 'react'
import { callerLabel } from '../calls/format.ts'
import { useConsole, useSections } from '../desk/use-console.ts'
import { list } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { canBeParked, type Parting, partingCommands } from './parting.ts'
import './over-the-desk.css'

interface SignOutDialogProps {
  opened: boolean
  onStay: () => void
  onSignOut: () => void
}

/** The calls that an agent who signs out leaves behind. */
export const useMyCalls = () =>
  useSections(({ current, held }) => (current ? [current, ...held] : held), shallowEqual)

/** Asks what becomes of the callers. Signs out only when the server has them where the agent wants them. */
export function SignOutDialog({ opened, onStay, onSignOut }: SignOutDialogProps) {
  const { command, me } = useConsole()
  const calls = useMyCalls()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const parkable = calls.filter((call) => canBeParked(call, me.agentId))

  const part = async (parting: Parting) => {
    setBusy(true)
    setFailed(false)
    for (const call of calls)
      for (const it of partingCommands(call, me.agentId, parting))
        if (!(await command(call.callSid, it))) {
          setBusy(false)
          return setFailed(true)
        }
    onSignOut()
  }

  return (
    <Dialog opened={opened} onClose={onStay} title={t('session.signOutDuringCall')}>
      <p>
        {calls.length > 0
          ? t('session.onCallWith', { names: list(calls.map(callerLabel)) })
          : t('session.callHasEnded')}
      </p>
      {parkable.length > 0 ? <p className="soft">{t('session.inTheLot')}</p> : null}
      <p role="alert" className="bad">
        {failed ? t('session.notForEvery') : null}
      </p>
      <div className="sign-out-choices">
        {parkable.length > 0 ? (
          <Button look="accent" disabled={busy} onClick={() => part('park')}>
            {parkable.length > 1 ? t('session.parkAll') : t('session.parkOne')}
          </Button>
        ) : null}
        {calls.length > 0 ? (
          <Button look="stop" disabled={busy} onClick={() => part('hangUp')}>
            {t('session.hangUpAndOut')}
          </Button>
        ) : (
          <Button look="accent" onClick={onSignOut}>
            {t('session.signOut')}
          </Button>
        )}
        <Button onClick={onStay}>{t('session.stay')}</Button>
      </div>
    </Dialog>
  )
}
