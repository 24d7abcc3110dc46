import { PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Button } from '../look/button.tsx'
import { useAttempt } from './use-attempt.ts'

const SHOW = { 'aria-label': 'Show what is typed' }

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
          label="Present password"
          autoComplete="current-password"
          visibilityToggleButtonProps={SHOW}
          value={present}
          onChange={(event) => setPresent(event.currentTarget.value)}
        />
      ) : null}
      <PasswordInput
        label="New password"
        description="At least 8 characters, and none of the passwords that many people use."
        autoComplete="new-password"
        minLength={8}
        visibilityToggleButtonProps={SHOW}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div role="alert" className="sign-in-trouble">
        {error}
      </div>
      <Button type="submit" look="accent" disabled={busy || password === ''}>
        {busy ? 'Saving…' : 'Set the password'}
      </Button>
    </form>
  )
}
