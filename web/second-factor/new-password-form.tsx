import { PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { useAttempt } from './use-attempt.ts'

interface NewPasswordFormProps {
  username: string
  /** Whether the present password is asked for too. */
  asksPresent?: boolean
  /** @throws when the server refuses it */
  onPassword: (newPassword: string, password: string) => Promise<void>
}

export function NewPasswordForm({ username, asksPresent, onPassword }: NewPasswordFormProps) {
  const [present, setPresent] = useState('')
  const [password, setPassword] = useState('')
  const { error, busy, attempt } = useAttempt()
  const show = { 'aria-label': t('start.showTyped') }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      await onPassword(password, present)
      setPresent('')
      setPassword('')
    })
  }
  return (
    <form className="form" onSubmit={submit}>
      <input type="hidden" name="username" autoComplete="username" value={username} />
      {asksPresent ? (
        <PasswordInput
          label={t('secondFactor.presentPassword')}
          autoComplete="current-password"
          visibilityToggleButtonProps={show}
          value={present}
          onChange={(event) => setPresent(event.currentTarget.value)}
        />
      ) : null}
      <PasswordInput
        label={t('secondFactor.newPassword')}
        description={t('secondFactor.passwordRule')}
        autoComplete="new-password"
        minLength={8}
        visibilityToggleButtonProps={show}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div role="alert" className="sign-in-trouble">
        {error}
      </div>
      <Button type="submit" look="accent" disabled={busy || password === ''}>
        {busy ? t('secondFactor.saving') : t('secondFactor.setPassword')}
      </Button>
    </form>
  )
}
