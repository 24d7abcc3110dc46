import { useState } from 'react'
import type { z } from 'zod'
import type { EnrollableFactor, Enrolment, EnrolmentStart } from '../../coordinator/protocol/second-factor.ts'
import { date } from '../language/formats.ts'
import { t } from '../language/text.ts'
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
      else
        await finish(await makePasskey(begun.options, t('secondFactor.passkeyOf', { day: date(Date.now()) })))
    })
  return (
    <div className="form">
      {app ? (
        <>
          <p>{t('secondFactor.readPicture')}</p>
          <QrCode text={app.uri} label={t('secondFactor.secret')} />
          <p className="soft small">
            {t('secondFactor.withoutCamera')} <code className="secret-key">{inFours(app.secret)}</code>
          </p>
          <CodeForm
            label={t('secondFactor.code')}
            numeric
            busy={busy}
            onCode={(code) => attempt(() => finish({ type: 'totp', code }))}
          />
        </>
      ) : (
        <div className="factor-choices">
          {types.includes('passkey') ? (
            <Button look="accent" className="btn-wide" disabled={busy} onClick={() => start('passkey')}>
              {t('secondFactor.setUpPasskey')}
            </Button>
          ) : null}
          {types.includes('totp') ? (
            <Button className="btn-wide" disabled={busy} onClick={() => start('totp')}>
              {t('secondFactor.setUpApp')}
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
