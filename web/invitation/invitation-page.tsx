import { useEffect, useRef, useState } from 'react'
import type { InvitationSecret } from '../../coordinator/protocol/invitation-link.ts'
import { InvitationAnswer, type InvitationState } from '../../coordinator/protocol/people.ts'
import { requestApi } from '../api/request.ts'
import { t, type Words } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Logo } from '../look/logo.tsx'
import { SignInSteps } from '../second-factor/sign-in-steps.tsx'
import { type SignedInAgent, signIn } from '../session/session.ts'
import { signInErrorText } from '../session/sign-in-error-text.ts'
import '../session/sign-in.css'

interface InvitationPageProps {
  invitation: InvitationSecret
  /** Runs inside the click, so that the browser allows sound later. */
  onClick: () => void
  onSignedIn: (me: SignedInAgent) => Promise<void>
  onLeave: () => void
}

const OVER = {
  used: 'invitation.used',
  expired: 'invitation.expired',
  void: 'invitation.void',
} as const satisfies Record<Exclude<InvitationState, 'good'>, Words>

/** What a link opens: somebody chooses a password and is signed in, or reads why the link is not good any more. */
export function InvitationPage({ invitation, onClick, onSignedIn, onLeave }: InvitationPageProps) {
  const [state, setState] = useState<InvitationState | null>(null)
  const [error, setError] = useState<string | null>(null)
  const me = useRef<SignedInAgent>(null)
  useEffect(() => {
    document.title = t('invitation.title')
    requestApi('/api/invitation', InvitationAnswer, { method: 'POST', body: invitation }).then(
      (answer) => setState(answer.state),
      (reason: unknown) => setError(signInErrorText(reason)),
    )
  }, [invitation])

  const { username, secret } = invitation
  return (
    <main className="sign-in">
      <div className="card sign-in-card form">
        <Logo />
        <h1>{t('invitation.title')}</h1>
        {state === 'good' ? (
          <SignInSteps
            problem={{ code: 'password_change_required' }}
            given={{ username, password: secret }}
            passwordWords={t('invitation.choose', { username })}
            signIn={async (credentials) => {
              onClick()
              me.current = await signIn(credentials)
            }}
            onDone={() => void (me.current && onSignedIn(me.current))}
            onCancel={onLeave}
          />
        ) : (
          <>
            <p role={state === null ? 'status' : 'alert'}>
              {error ?? (state === null ? t('start.reading') : t(OVER[state]))}
            </p>
            <Button look="accent" onClick={onLeave}>
              {t('invitation.toSignIn')}
            </Button>
          </>
        )}
      </div>
    </main>
  )
}
