import { useCallback, useEffect, useState } from 'react'
import type { OwnSession } from '../../coordinator/protocol/account.ts'
import { Button } from '../look/button.tsx'
import { useAttempt } from '../second-factor/use-attempt.ts'
import { browserName } from './browser-name.ts'
import { endOtherSessions, endSession, readSessions } from './requests.ts'
import type { Confirmed } from './use-confirmed.tsx'

const when = new Intl.DateTimeFormat([], { dateStyle: 'medium', timeStyle: 'short' })

export function Sessions({ confirmed }: { confirmed: Confirmed }) {
  const [sessions, setSessions] = useState<readonly OwnSession[] | null>(null)
  const { error, busy, attempt } = useAttempt()
  const read = useCallback(async () => setSessions(await readSessions()), [])
  // `attempt` is made anew with each rendering, and the first reading is for the first one alone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => void attempt(read), [read])
  const end = (work: () => Promise<unknown>) =>
    attempt(() =>
      confirmed(async () => {
        await work()
        await read()
      }),
    )
  return (
    <section className="card account-card" aria-labelledby="account-sessions">
      <h2 id="account-sessions">Where you are signed in</h2>
      <ul className="account-list">
        {sessions?.map(({ id, current, userAgent, address, usedAt, createdAt }) => (
          <li key={id} className="list-row">
            <span className="grow">
              <b>{browserName(userAgent)}</b>
              <span className="soft small">
                {current ? 'this browser' : `last used ${when.format(Date.parse(usedAt))}`}, since{' '}
                {when.format(Date.parse(createdAt))}
                {address === null ? '' : `, from ${address}`}
              </span>
            </span>
            {current ? null : (
              <Button className="btn-small" disabled={busy} onClick={() => end(() => endSession(id))}>
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div role="alert" className="bad">
        {error}
      </div>
      {sessions && sessions.length > 1 ? (
        <div>
          <Button disabled={busy} onClick={() => end(endOtherSessions)}>
            End all others
          </Button>
        </div>
      ) : null}
    </section>
  )
}
