import { useState } from 'react'
import type { z } from 'zod'
import type { EnrollableFactor, Enrolment, EnrolmentStart } from '../../coordinator/protocol/second-factor.ts'
import { Button } from '../look/button.tsx'
import { CodeForm } from './factor-step.tsx'
import { makePasskey } from './passkey.ts'
import { QrCode } from './qr-code.tsx'
import { useAttempt } from './use-attempt.ts'
import './second-factor.css'

interface EnrolFactorProps {
  types: readonly EnrollableFactor[]
  /** @throws when the server refuses it */
  begin: (type: EnrollableFactor) => Promise<EnrolmentStart>
  /** @throws when the server refuses it */
  finish: (enrolment: z.input<typeof Enrolment>) => Promise<void>
}

/** Sets up a passkey or an authenticator app. */
export function EnrolFactor({ types, begin, finish }: EnrolFactorProps) {
  const [app, setApp] = useState<Extract<EnrolmentStart, { type: 'totp' }> | null>(null)
  const { error, busy, attempt } = useAttempt()
  const start = (type: EnrollableFactor) =>
    attempt(async () => {
      const begun = await begin(type)
      if (begun.type === 'totp') setApp(begun)
      else await finish(await makePasskey(begun.options, `Passkey of ${new Date().toLocaleDateString()}`))
    })
  return (
    <div className="form">
      {app ? (
        <>
          <p>Read this picture with an authenticator app, then enter the code that the app shows.</p>
          <QrCode text={app.uri} label="Secret for an authenticator app" />
          <p className="soft small">
            Without a camera, enter this key in the app:{' '}
            <code className="secret-key">{inFours(app.secret)}</code>
          </p>
          <CodeForm
            label="Code of your authenticator app"
            numeric
            busy={busy}
            onCode={(code) => attempt(() => finish({ type: 'totp', code }))}
          />
        </>
      ) : (
        <div className="factor-choices">
          {types.includes('passkey') ? (
            <Button look="accent" className="btn-wide" disabled={busy} onClick={() => start('passkey')}>
              Set up a passkey
            </Button>
          ) : null}
          {types.includes('totp') ? (
            <Button className="btn-wide" disabled={busy} onClick={() => start('totp')}>
              Set up an authenticator app
            </Button>
          ) : null}
        </div>
      )}
      <div role="alert" className="sign-in-trouble">
        {error}
      </div>
    </div>
  )
}

const inFours = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ')
