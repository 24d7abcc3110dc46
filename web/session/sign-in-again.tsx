import { PasswordInput } from '@mantine/core'
import { useSelector } from '@xstate/react'
import { type FormEvent, useState } from 'react'
import type { Problem } from '../../coordinator/protocol/problem.ts'
import { legCallSid } from '../../machines/softphone/status.ts'
import { callerLabel } from '../calls/format.ts'
import { MuteKey } from '../calls/mute-key.tsx'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { Part } from '../pages/part.tsx'
import { CompanyKey } from './company-key.tsx'
import { loadSignInSteps } from './load-sign-in-steps.ts'
import { moreAsked } from './more-asked.ts'
import { sessionStore } from './session-store.ts'
import { signInErrorText } from './sign-in-error-text.ts'
import './over-the-desk.css'

/**
 * Lies over the desk while the session is over. The softphone goes on, and the desk below shows what it knew. Only the same
 * agent gets in here: the desk has this agent's calls.
 */
export function SignInAgain({ onLeave }: { onLeave: () => void }) {
  const { me } = useConsole()
  const over = useSelector(sessionStore, ({ context }) => context.over)
  return (
    <Dialog opened={over} title={t('session.again')}>
      {me.company ? <CompanyAgain onLeave={onLeave} /> : <SignInAgainForm onLeave={onLeave} />}
    </Dialog>
  )
}

function SignInAgainForm({ onLeave }: { onLeave: () => void }) {
  const { me, signInAgain } = useConsole()
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState<Problem | null>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    await signInAgain({ password }).catch((reason: unknown) => {
      const problem = moreAsked(reason)
      if (problem) setAsked(problem)
      else setError(signInErrorText(reason))
    })
    setBusy(false)
  }

  if (asked)
    return (
      <div className="form">
        <CallThatGoesOn />
        <Part load={loadSignInSteps}>
          {({ SignInSteps }) => (
            <SignInSteps
              problem={asked}
              given={{ username: me.agentId, password }}
              signIn={signInAgain}
              onDone={() => setAsked(null)}
              onCancel={() => setAsked(null)}
            />
          )}
        </Part>
      </div>
    )

  return (
    <form className="form" onSubmit={submit}>
      <p className="soft">{t('session.over')}</p>
      <CallThatGoesOn />
      {/* For the browser's store of passwords. */}
      <input type="hidden" name="username" autoComplete="username" value={me.agentId} />
      <PasswordInput
        data-autofocus
        label={t('start.passwordOf', { name: me.agentId })}
        name="password"
        autoComplete="current-password"
        size="md"
        visibilityToggleButtonProps={{ 'aria-label': t('start.showTyped') }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div role="alert" className="sign-in-trouble">
        {error}
      </div>
      <Button type="submit" look="accent" className="btn-wide" disabled={busy}>
        {busy ? t('start.signingIn') : t('start.signIn')}
      </Button>
      <Button look="quiet" onClick={onLeave}>
        {t('session.leaveDesk')}
      </Button>
    </form>
  )
}

function CompanyAgain({ onLeave }: { onLeave: () => void }) {
  const { resumeSession } = useConsole()
  return (
    <div className="form">
      <p className="soft">{t('session.overCompany')}</p>
      <CallThatGoesOn />
      <CompanyKey onSignedIn={resumeSession} />
      <Button look="quiet" onClick={onLeave}>
        {t('session.leaveDesk')}
      </Button>
    </div>
  )
}

/** Without a session the server takes no command. Mute and leave are done by this browser alone. */
function CallThatGoesOn() {
  const { softphone } = useConsole()
  const callSid = useSelector(softphone, legCallSid)
  const call = useDesk(({ confirmed }) => (callSid === null ? undefined : confirmed.calls.get(callSid)))
  if (!call) return null
  return (
    <section className="card call-that-goes-on" aria-label={t('session.yourCall')}>
      <p>
        <b>{t('session.callGoesOn', { caller: callerLabel(call) })}</b>{' '}
        <span className="soft">{t('session.ifYouLeave')}</span>
      </p>
      <div className="row">
        <MuteKey callSid={call.callSid} letter={false} />
        <Button tall look="stop" onClick={() => softphone.send({ type: 'WANT', wanted: null })}>
          {t('session.leaveCall')}
        </Button>
      </div>
    </section>
  )
}
