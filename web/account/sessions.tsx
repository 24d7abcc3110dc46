import { useCallback, useEffect, useState } from 'react'
import type { OwnSession } from '../../coordinator/protocol/account.ts'
import { dateAndTime } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { useAttempt } from '../second-factor/use-attempt.ts'
import { browserName } from './browser-name.ts'
import { endOtherSessions, endSession, readSessions } from './requests.ts'
import type { Confirmed } from './use-confirmed.tsx'

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
      <h2 id="account-sessions">{t('account.sessions')}</h2>
      <ul className="account-list">
        {sessions?.map(({ id, current, userAgent, address, usedAt, createdAt }) => (
          <li key={id} className="list-row">
            <span className="grow">
              <b>{browserName(userAgent)}</b>
              <span className="soft small">
                {[
                  current ? t('account.thisBrowser') : t('account.lastUsed', { when: dateAndTime(usedAt) }),
                  t('account.since', { when: dateAndTime(createdAt) }),
                  address === null ? null : t('account.from', { address }),
                ]
                  .filter((it) => it !== null)
                  .join(', ')}
              </span>
            </span>
            {current ? null : (
              <Button className="btn-small" disabled={busy} onClick={() => end(() => endSession(id))}>
                {t('account.end')}
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
            {t('account.endOthers')}
          </Button>
        </div>
      ) : null}
    </section>
  )
}
