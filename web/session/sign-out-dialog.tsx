import { shallowEqual } from '@xstate/store'
import { useState } from 'react'
import { callerLabel } from '../calls/format.ts'
import { useConsole, useSections } from '../desk/use-console.ts'
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
    <Dialog opened={opened} onClose={onStay} title="Sign out during a call?">
      <p>{calls.length > 0 ? `You are on a call with ${namesOf(calls)}.` : 'Your call has ended.'}</p>
      {parkable.length > 0 ? (
        <p className="soft">In the lot a caller hears music, and your colleagues can pick up.</p>
      ) : null}
      <p role="alert" className="bad">
        {failed ? 'That did not work for every call. You are still signed in.' : null}
      </p>
      <div className="sign-out-choices">
        {parkable.length > 0 ? (
          <Button look="accent" disabled={busy} onClick={() => part('park')}>
            {parkable.length > 1 ? 'Park the callers and sign out' : 'Park the caller and sign out'}
          </Button>
        ) : null}
        {calls.length > 0 ? (
          <Button look="stop" disabled={busy} onClick={() => part('hangUp')}>
            Hang up and sign out
          </Button>
        ) : (
          <Button look="accent" onClick={onSignOut}>
            Sign out
          </Button>
        )}
        <Button onClick={onStay}>Stay</Button>
      </div>
    </Dialog>
  )
}

const namesOf = (calls: readonly Parameters<typeof callerLabel>[0][]) =>
  new Intl.ListFormat('en').format(calls.map(callerLabel))
