import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { NewPasswordForm } from '../second-factor/new-password-form.tsx'
import { Factors } from './factors.tsx'
import { changePassword } from './requests.ts'
import { Sessions } from './sessions.tsx'
import { useConfirmed } from './use-confirmed.tsx'
import './account.css'

/** The agent's own password, second factor and sessions. */
export function AccountPage() {
  const { me, notices } = useConsole()
  const { confirmed, dialog } = useConfirmed()
  return (
    <>
      <section className="card form account-card" aria-labelledby="account-password">
        <h2 id="account-password">{t('start.password')}</h2>
        <NewPasswordForm
          username={me.agentId}
          asksPresent
          onPassword={async (newPassword, password) => {
            await changePassword({ password, newPassword })
            notices.trigger.show({
              title: t('account.passwordChanged'),
              detail: t('account.othersEnded'),
              tone: 'plain',
            })
          }}
        />
      </section>
      <Factors confirmed={confirmed} />
      <Sessions confirmed={confirmed} />
      {dialog}
    </>
  )
}
