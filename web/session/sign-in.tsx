import { PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Problem } from '../../coordinator/protocol/problem.ts'
import type { Credentials } from '../../coordinator/protocol/session.ts'
import type { SignInRefusal, SignInWays } from '../../coordinator/protocol/sign-in-ways.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Logo } from '../look/logo.tsx'
import { Part } from '../pages/part.tsx'
import { asksAnew, companySignInPath } from './company-sign-in.ts'
import { loadSignInSteps } from './load-sign-in-steps.ts'
import { moreAsked } from './more-asked.ts'
import { type SignedInAgent, signIn } from './session.ts'
import { signInErrorText } from './sign-in-error-text.ts'
import { companyName } from './ways.ts'
import './sign-in.css'

interface SignInProps {
  ways: SignInWays
  /** Why the company's account has not signed somebody in, on the way here. */
  refusal: SignInRefusal | null
  /** Runs inside the click, so that the browser allows sound later. */
  onClick: () => void
  /** Resolves when the desk is shown. */
  onSignedIn: (me: SignedInAgent) => Promise<void>
  /** Called when somebody begins to type. */
  onTyping: () => void
}

export function SignIn({ ways, refusal, onClick, onSignedIn, onTyping }: SignInProps) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState<{ problem: Problem; given: Credentials } | null>(null)
  const first = useRef<HTMLInputElement & HTMLAnchorElement>(null)
  useEffect(() => first.current?.focus(), [])
  useEffect(() => {
    document.title = t('start.title')
  }, [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    onClick()
    setBusy(true)
    setError(null)
    const given = { username: username.trim(), password }
    try {
      await onSignedIn(await signIn(given))
    } catch (reason) {
      const problem = moreAsked(reason)
      if (problem) setAsked({ problem, given })
      else setError(signInErrorText(reason))
      setBusy(false)
    }
  }

  if (asked) return <MoreAsked {...asked} onSignedIn={onSignedIn} onCancel={() => setAsked(null)} />

  return (
    <main className="sign-in">
      <form
        className="card sign-in-card form"
        onInput={onTyping}
        onSubmit={submit}
        aria-labelledby="sign-in-title"
      >
        <Logo />
        <div>
          <h1 id="sign-in-title">{t('start.signIn')}</h1>
          <p className="soft">{t('start.purpose')}</p>
        </div>
        <div role="alert" className="sign-in-trouble">
          {refusal ? t(`start.company.${refusal}`) : null}
        </div>
        {ways.company ? (
          <>
            <a
              ref={first}
              className="btn btn-accent btn-wide"
              href={companySignInPath({ fresh: asksAnew(refusal) })}
            >
              <span>{t('start.company.signIn', { name: companyName(ways) })}</span>
            </a>
            <p className="soft sign-in-or">
              {t(ways.passwords === 'admins' ? 'start.company.orAdmins' : 'start.company.or')}
            </p>
          </>
        ) : null}
        <TextInput
          ref={ways.company ? null : first}
          label={t('start.username')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('start.password')}
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
        <Button type="submit" look={ways.company ? 'plain' : 'accent'} className="btn-wide" disabled={busy}>
          {busy ? t('start.signingIn') : t('start.signIn')}
        </Button>
      </form>
    </main>
  )
}

/** What else the sign-in needs, in the place of the form. */
function MoreAsked({ problem, given, onSignedIn, onCancel }: MoreAskedProps) {
  const me = useRef<SignedInAgent>(null)
  return (
    <main className="sign-in">
      <div className="card sign-in-card form">
        <Logo />
        <h1>{t('start.signIn')}</h1>
        <Part load={loadSignInSteps}>
          {({ SignInSteps }) => (
            <SignInSteps
              problem={problem}
              given={given}
              signIn={async (credentials) => {
                me.current = await signIn(credentials)
              }}
              onDone={() => void (me.current && onSignedIn(me.current))}
              onCancel={onCancel}
            />
          )}
        </Part>
      </div>
    </main>
  )
}

interface MoreAskedProps extends Pick<SignInProps, 'onSignedIn'> {
  problem: Problem
  given: Credentials
  onCancel: () => void
}
