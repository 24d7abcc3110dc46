import { useState } from 'react'
import type { Problem } from '../../coordinator/protocol/problem.ts'
import type { FactorChallenge } from '../../coordinator/protocol/second-factor.ts'
import type { Credentials } from '../../coordinator/protocol/session.ts'
import { ApiRefusal } from '../api/request.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { askedAnew } from '../session/more-asked.ts'
import { EnrolFactor } from './enrol-factor.tsx'
import { FactorStep } from './factor-step.tsx'
import { NewPasswordForm } from './new-password-form.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { beginFirstFactor, makeRecoveryCodes } from './requests.ts'

type Step =
  | { ask: 'password' }
  | { ask: 'factor' | 'enrolment'; challenge: FactorChallenge }
  | { ask: 'codesKept'; codes: readonly string[] }

type Asked = Pick<Problem, 'code' | 'secondFactor'>

interface SignInStepsProps {
  /** What the server has asked for. */
  problem: Asked
  /** With these credentials. */
  given: Credentials
  /** Why a password is to be chosen; left out, somebody else has set it. */
  passwordWords?: string
  /** @throws when the server refuses them */
  signIn: (credentials: Credentials) => Promise<void>
  /** The session is open, and everything that must be read was read. */
  onDone: () => void
  onCancel: () => void
}

/** What a sign-in needs beside the password, one step after the other. */
export function SignInSteps({ problem, given, passwordWords, signIn, onDone, onCancel }: SignInStepsProps) {
  const [step, setStep] = useState<Step | null>(() => stepFor(problem))
  const [credentials, setCredentials] = useState(given)

  /** @throws when the server refuses it for good */
  const send = async (more: Partial<Credentials>) => {
    const all = { ...credentials, ...more }
    try {
      await signIn(all)
    } catch (error) {
      const next = error instanceof ApiRefusal ? stepFor(error.problem) : null
      if (!next) {
        const challenge = askedAnew(error)
        if (challenge) setStep({ ask: 'factor', challenge })
        throw error
      }
      // What was used up is not sent again.
      setCredentials({ ...all, secondFactor: undefined, enrol: undefined })
      return setStep(next)
    }
    if (!more.enrol) return onDone()
    const codes = await makeRecoveryCodes().catch(() => null)
    if (codes) setStep({ ask: 'codesKept', codes })
    else onDone()
  }

  return (
    <div className="form">
      {step?.ask === 'password' ? (
        <>
          <p>{passwordWords ?? t('secondFactor.passwordByOther')}</p>
          <NewPasswordForm username={given.username} onPassword={(newPassword) => send({ newPassword })} />
        </>
      ) : null}
      {step?.ask === 'factor' ? (
        <>
          <p>{t('secondFactor.prove')}</p>
          <FactorStep challenge={step.challenge} onProof={(secondFactor) => send({ secondFactor })} />
        </>
      ) : null}
      {step?.ask === 'enrolment' ? (
        <>
          <p>{t('secondFactor.roleNeeds')}</p>
          <EnrolFactor
            types={step.challenge.enrol}
            begin={(type) => beginFirstFactor(given, type)}
            finish={(enrol) => send({ enrol })}
          />
        </>
      ) : null}
      {step?.ask === 'codesKept' ? <RecoveryCodes codes={step.codes} onKept={onDone} /> : null}
      {step?.ask === 'codesKept' ? null : (
        <Button look="quiet" onClick={onCancel}>
          {t('secondFactor.back')}
        </Button>
      )}
    </div>
  )
}

function stepFor({ code, secondFactor: challenge }: Asked): Step | null {
  if (code === 'password_change_required') return { ask: 'password' }
  if (code !== 'second_factor_required' || !challenge) return null
  return { ask: challenge.accepted.length > 0 ? 'factor' : 'enrolment', challenge }
}
