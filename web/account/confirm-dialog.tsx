import { PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { FactorChallenge } from '../../coordinator/protocol/second-factor.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { FactorStep } from '../second-factor/factor-step.tsx'
import { confirm } from '../second-factor/requests.ts'
import { useAttempt } from '../second-factor/use-attempt.ts'
import { CompanyKey } from '../session/company-key.tsx'
import { askedAnew, moreAsked } from '../session/more-asked.ts'

interface ConfirmDialogProps {
  opened: boolean
  onConfirmed: () => void
  onClose: () => void
}

/** The agent proves again who it is. */
export function ConfirmDialog({ opened, onConfirmed, onClose }: ConfirmDialogProps) {
  const { me } = useConsole()
  return (
    <Dialog opened={opened} onClose={onClose} title={t('account.confirmTitle')}>
      {me.company ? (
        <div className="form">
          <p className="soft">{t('account.confirmCompany')}</p>
          <CompanyKey fresh onSignedIn={onConfirmed} />
        </div>
      ) : (
        <ConfirmForm onConfirmed={onConfirmed} />
      )}
    </Dialog>
  )
}

function ConfirmForm({ onConfirmed }: Pick<ConfirmDialogProps, 'onConfirmed'>) {
  const { me } = useConsole()
  const [password, setPassword] = useState('')
  const [challenge, setChallenge] = useState<FactorChallenge | null>(null)
  const { error, busy, attempt } = useAttempt()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      try {
        await confirm({ password })
        onConfirmed()
      } catch (reason) {
        const asked = moreAsked(reason)?.secondFactor
        if (!asked) throw reason
        setChallenge(asked)
      }
    })
  }
  if (challenge)
    return (
      <FactorStep
        challenge={challenge}
        onProof={async (secondFactor) => {
          try {
            await confirm({ password, secondFactor })
          } catch (reason) {
            setChallenge(askedAnew(reason) ?? challenge)
            throw reason
          }
          onConfirmed()
        }}
      />
    )
  return (
    <form className="form" onSubmit={submit}>
      <p className="soft">{t('account.confirmWhy')}</p>
      <input type="hidden" name="username" autoComplete="username" value={me.agentId} />
      <PasswordInput
        data-autofocus
        label={t('start.passwordOf', { name: me.agentId })}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('start.showTyped') }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div role="alert" className="sign-in-trouble">
        {error}
      </div>
      <Button type="submit" look="accent" disabled={busy || password === ''}>
        {t('account.confirm')}
      </Button>
    </form>
  )
}
