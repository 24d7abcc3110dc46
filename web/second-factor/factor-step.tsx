import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { FactorChallenge, FactorProof } from '../../coordinator/protocol/second-factor.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { askForPasskey } from './passkey.ts'
import { useAttempt } from './use-attempt.ts'
import './second-factor.css'

interface FactorStepProps {
  challenge: FactorChallenge
  /** @throws when the server refuses the proof */
  onProof: (proof: FactorProof) => Promise<void>
}

/** Asks for one of the factors that the server accepts. */
export function FactorStep({ challenge, onProof }: FactorStepProps) {
  const { accepted, passkey } = challenge
  const [asksRecovery, setAsksRecovery] = useState(!accepted.includes('totp') && !passkey)
  const { error, busy, attempt } = useAttempt()
  return (
    <div className="form">
      {passkey ? (
        <Button
          look="accent"
          className="btn-wide"
          disabled={busy}
          onClick={() => attempt(async () => onProof(await askForPasskey(passkey)))}
        >
          {t('secondFactor.usePasskey')}
        </Button>
      ) : null}
      {accepted.includes('totp') && !asksRecovery ? (
        <CodeForm
          label={t('secondFactor.code')}
          numeric
          busy={busy}
          onCode={(code) => attempt(() => onProof({ type: 'totp', code }))}
        />
      ) : null}
      {asksRecovery ? (
        <CodeForm
          label={t('secondFactor.recoveryCode')}
          busy={busy}
          onCode={(code) => attempt(() => onProof({ type: 'recoveryCode', code }))}
        />
      ) : null}
      <div role="alert" className="sign-in-trouble">
        {error}
      </div>
      {accepted.includes('recoveryCode') && !asksRecovery ? (
        <Button look="quiet" onClick={() => setAsksRecovery(true)}>
          {t('secondFactor.useRecoveryCode')}
        </Button>
      ) : null}
    </div>
  )
}

interface CodeFormProps {
  label: string
  /** Six digits. */
  numeric?: boolean
  busy: boolean
  onCode: (code: string) => void
}

export function CodeForm({ label, numeric, busy, onCode }: CodeFormProps) {
  const [code, setCode] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onCode(code.trim())
    setCode('')
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextInput
        data-autofocus
        autoFocus
        label={label}
        size="md"
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        {...(numeric ? { inputMode: 'numeric' as const, maxLength: 7 } : {})}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" look="accent" className="btn-wide" disabled={busy || code.trim() === ''}>
        {busy ? t('secondFactor.checking') : t('secondFactor.continue')}
      </Button>
    </form>
  )
}
