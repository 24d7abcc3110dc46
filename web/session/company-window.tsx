import { useEffect } from 'react'
import type { SignInRefusal } from '../../coordinator/protocol/sign-in-ways.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { tellDesk } from './company-sign-in.ts'
import './sign-in.css'

/** What a window shows that a desk has opened for a sign-in. It closes itself, where the browser lets it. */
export function CompanyWindow({ refusal }: { refusal: SignInRefusal | null }) {
  useEffect(() => {
    document.title = t('start.title')
    tellDesk(refusal)
    window.close()
  }, [refusal])
  return (
    <main className="sign-in">
      <div className="card sign-in-card form">
        <h1>{t('start.signIn')}</h1>
        {refusal ? <p className="sign-in-trouble">{t(`start.company.${refusal}`)}</p> : null}
        <p>{t(refusal ? 'start.company.failed' : 'start.company.done')}</p>
        <Button look="accent" className="btn-wide" onClick={() => window.close()}>
          {t('start.company.close')}
        </Button>
      </div>
    </main>
  )
}
