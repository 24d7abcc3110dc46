import { useCallback, useEffect, useState } from 'react'
import type { FactorState } from '../../coordinator/protocol/second-factor.ts'
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

const dayOf = (iso: string) => new Date(iso).toLocaleDateString([], { dateStyle: 'medium' })

export function Factors({ confirmed }: { confirmed: Confirmed }) {
  const [state, setState] = useState<FactorState | null>(null)
  const [adding, setAdding] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const { error, busy, attempt } = useAttempt()
  const read = useCallback(async () => setState(await readFactors()), [])
  // `attempt` is made anew with each rendering, and the first reading is for the first one alone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => void attempt(read), [read])

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
      <h2 id="account-factor">Second factor</h2>
      <p className="soft">
        {state?.required ? 'Your role needs one. ' : ''}
        With a passkey or an authenticator app nobody gets in with your password alone.
      </p>
      <ul className="account-list">
        {state?.passkeys.map(({ id, name, addedAt, usedAt }) => (
          <li key={id} className="list-row">
            <span className="grow">
              <b>{name}</b>
              <span className="soft small">
                added {dayOf(addedAt)}
                {usedAt === null ? ', not used yet' : `, last used ${dayOf(usedAt)}`}
              </span>
            </span>
            <Button
              className="btn-small"
              aria-label={`Remove ${name}`}
              disabled={busy}
              onClick={() => change(() => removePasskey(id))}
            >
              Remove
            </Button>
          </li>
        ))}
        {state?.totp ? (
          <li className="list-row">
            <span className="grow">
              <b>Authenticator app</b>
              <span className="soft small">added {dayOf(state.totp.addedAt)}</span>
            </span>
            <Button
              className="btn-small"
              aria-label="Remove the authenticator app"
              disabled={busy}
              onClick={() => change(removeApp)}
            >
              Remove
            </Button>
          </li>
        ) : null}
        {has ? (
          <li className="list-row">
            <span className="grow">
              <b>Recovery codes</b>
              <span className="soft small">{state.recoveryCodes} left</span>
            </span>
            <Button className="btn-small" disabled={busy} onClick={newCodes}>
              Make new ones
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
            {has ? 'Add another one' : 'Set up a second factor'}
          </Button>
        </div>
      ) : null}
      <Dialog opened={adding} onClose={() => setAdding(false)} title="Set up a second factor">
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
      <Dialog opened={codes !== null} title="Your recovery codes">
        {codes ? <RecoveryCodes codes={codes} onKept={() => setCodes(null)} /> : null}
      </Dialog>
    </section>
  )
}
