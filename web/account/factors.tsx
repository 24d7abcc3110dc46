import { useCallback, useEffect, useState } from 'react'
import type { FactorState } from '../../coordinator/protocol/second-factor.ts'
import { date } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { EnrolFactor } from '../second-factor/enrol-factor.tsx'
import { RecoveryCodes } from '../second-factor/recovery-codes.tsx'
import {
  beginFactor,
  finishFactor,
  makeRecoveryCodes,
  readFactors,
  removeApp,
  removePasskey,
} from '../second-factor/requests.ts'
import { useAttempt } from '../second-factor/use-attempt.ts'
import type { Confirmed } from './use-confirmed.tsx'
import './account-list.css'

export function Factors({ confirmed }: { confirmed: Confirmed }) {
  const [state, setState] = useState<FactorState | null>(null)
  const [adding, setAdding] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const { error, busy, attempt } = useAttempt()
  const read = useCallback(async () => setState(await readFactors()), [])
  useEffect(() => void attempt(read), [attempt, read])

  const change = (work: () => Promise<unknown>) =>
    attempt(async () => {
      await confirmed(async () => void (await work()))
      await read()
    })
  const newCodes = () => change(async () => setCodes(await makeRecoveryCodes()))
  const added = async () => {
    setAdding(false)
    if (state?.recoveryCodes === 0) setCodes(await makeRecoveryCodes())
    await read()
  }
  const has = state !== null && (state.totp !== null || state.passkeys.length > 0)

  return (
    <section className="card account-card" aria-labelledby="account-factor">
      <h2 id="account-factor">{t('account.secondFactor')}</h2>
      <p className="soft">
        {state?.required ? `${t('account.roleNeedsOne')} ` : ''}
        {t('account.why')}
      </p>
      <ul className="account-list">
        {state?.passkeys.map(({ id, name, addedAt, usedAt }) => (
          <li key={id} className="list-row">
            <span className="grow">
              <b>{name}</b>
              <span className="soft small">
                {usedAt === null
                  ? t('account.addedNotUsed', { day: date(addedAt) })
                  : t('account.addedAndUsed', { day: date(addedAt), usedDay: date(usedAt) })}
              </span>
            </span>
            <Button
              className="btn-small"
              aria-label={t('account.removeFactor', { name })}
              disabled={busy}
              onClick={() => change(() => removePasskey(id))}
            >
              {t('button.remove')}
            </Button>
          </li>
        ))}
        {state?.totp ? (
          <li className="list-row">
            <span className="grow">
              <b>{t('account.app')}</b>
              <span className="soft small">{t('account.added', { day: date(state.totp.addedAt) })}</span>
            </span>
            <Button
              className="btn-small"
              aria-label={t('account.removeApp')}
              disabled={busy}
              onClick={() => change(removeApp)}
            >
              {t('button.remove')}
            </Button>
          </li>
        ) : null}
        {has ? (
          <li className="list-row">
            <span className="grow">
              <b>{t('secondFactor.recoveryCodes')}</b>
              <span className="soft small">{t('account.codesLeft', { codes: state.recoveryCodes })}</span>
            </span>
            <Button className="btn-small" disabled={busy} onClick={newCodes}>
              {t('account.newCodes')}
            </Button>
          </li>
        ) : null}
      </ul>
      <div role="alert" className="bad">
        {error}
      </div>
      {state ? (
        <div>
          <Button disabled={busy} onClick={() => setAdding(true)}>
            {has ? t('account.addAnother') : t('account.setUp')}
          </Button>
        </div>
      ) : null}
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('account.setUp')}>
        <EnrolFactor
          types={state?.enrol ?? []}
          begin={async (type) => {
            const begun: Awaited<ReturnType<typeof beginFactor>>[] = []
            await confirmed(async () => void begun.push(await beginFactor(type)))
            const [first] = begun
            if (!first) throw new Error('The server began nothing')
            return first
          }}
          finish={async (enrolment) => {
            await finishFactor(enrolment)
            await added()
          }}
        />
      </Dialog>
      <Dialog opened={codes !== null} title={t('account.yourCodes')}>
        {codes ? <RecoveryCodes codes={codes} onKept={() => setCodes(null)} /> : null}
      </Dialog>
    </section>
  )
}
