import { useCallback, useEffect, useState } from 'react'
import type { SessionView } from '../../coordinator/protocol/account.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { useAttempt } from '../second-factor/use-attempt.ts'
import { endOtherSessions, endSession, readSessions } from './requests.ts'
import { SessionList } from './session-list.tsx'
import type { Confirmed } from './use-confirmed.tsx'

export function Sessions({ confirmed }: { confirmed: Confirmed }) {
  const [sessions, setSessions] = useState<readonly SessionView[] | null>(null)
  const { error, busy, attempt } = useAttempt()
  const read = useCallback(async () => setSessions(await readSessions()), [])
  useEffect(() => void attempt(read), [attempt, read])
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
      <SessionList sessions={sessions ?? []} busy={busy} onEnd={(id) => void end(() => endSession(id))} />
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
