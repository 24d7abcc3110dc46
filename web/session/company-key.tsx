import { useEffect, useState } from 'react'
import type { SignInRefusal } from '../../coordinator/protocol/sign-in-ways.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { asksAnew, hearWindow, openSignInWindow } from './company-sign-in.ts'
import { sessionHere } from './session.ts'
import { signInErrorText } from './sign-in-error-text.ts'
import { useWays } from './use-ways.ts'
import { companyName } from './ways.ts'

interface CompanyKeyProps {
  /** The agent proves again who it is, also to a provider that remembers it. */
  fresh?: boolean
  /** This agent has signed in. */
  onSignedIn: () => void
}

/** Signs in with the company's account in a window of its own: the desk stays, and a call goes on. */
export function CompanyKey({ fresh = false, onSignedIn }: CompanyKeyProps) {
  const { me } = useConsole()
  const name = companyName(useWays())
  const [refusal, setRefusal] = useState<SignInRefusal | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    const ended = async (said: SignInRefusal | null) => {
      setRefusal(said)
      setError(null)
      if (said !== null) return
      try {
        if ((await sessionHere(me.agentId)) === 'mine') onSignedIn()
        else setRefusal('another_person')
      } catch (reason) {
        setError(signInErrorText(reason))
      }
    }
    return hearWindow((said) => void ended(said))
  }, [me.agentId, onSignedIn])
  const open = () => {
    setRefusal(null)
    const opened = openSignInWindow({ desk: me.agentId, fresh: fresh || asksAnew(refusal) })
    setError(opened ? null : t('start.company.blocked'))
  }
  return (
    <>
      <div role="alert" className="sign-in-trouble">
        {refusal ? t(`start.company.${refusal}`) : error}
      </div>
      <Button look="accent" className="btn-wide" data-autofocus onClick={open}>
        {t('start.company.signIn', { name })}
      </Button>
    </>
  )
}
