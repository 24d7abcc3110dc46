import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { NewPasswordForm } from '../second-factor/new-password-form.tsx'
import { useWays } from '../session/use-ways.ts'
import { companyName } from '../session/ways.ts'
import { Factors } from './factors.tsx'
import { changePassword } from './requests.ts'
import { Sessions } from './sessions.tsx'
import { useConfirmed } from './use-confirmed.tsx'
import './account.css'

/** The agent's own password, second factor and sessions. */
export function AccountPage() {
  const { me } = useConsole()
  const { confirmed, dialog } = useConfirmed()
  return (
    <>
      {me.company ? <OfCompany /> : <OwnPassword />}
      {me.company ? null : <Factors confirmed={confirmed} />}
      <Sessions confirmed={confirmed} />
      {dialog}
    </>
  )
}

function OfCompany() {
  const name = companyName(useWays())
  return (
    <section className="card form account-card" aria-labelledby="account-company">
      <h2 id="account-company">{t('account.companyTitle')}</h2>
      <p>{t('account.company', { name })}</p>
    </section>
  )
}

function OwnPassword() {
  const { me, notices } = useConsole()
  return (
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
  )
}
