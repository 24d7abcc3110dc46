import { useCallback, useEffect, useState } from 'react'
import type { SessionView } from '../../coordinator/protocol/account.ts'
import type { Person } from '../../coordinator/protocol/people.ts'
import { SessionList } from '../account/session-list.tsx'
import { isolated } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { endOneSession, endSessions, fetchSessions, peopleErrorText } from './requests.ts'
import type { Attempt } from './use-act.ts'
import { WhatOfTheCall } from './what-of-the-call.tsx'

interface SessionsFormProps {
  person: Person
  attempt: Attempt
  busy: boolean
  error: string | null
  onClose: () => void
}

const ROW_PX = 60

/** Where somebody is signed in, to end one session or all. */
export function SessionsForm({ person, attempt, busy, error, onClose }: SessionsFormProps) {
  const { agentId } = person
  const name = isolated(person.name)
  const [sessions, setSessions] = useState<readonly SessionView[] | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const read = useCallback(
    () => fetchSessions(agentId).then(setSessions, (reason: unknown) => setFailed(peopleErrorText(reason))),
    [agentId],
  )
  useEffect(() => void read(), [read])
  const endOne = (id: string) =>
    attempt(
      () => endOneSession(agentId, id),
      () => void read(),
      t('people.done.session', { name }),
    )
  const endAll = () => attempt(() => endSessions(agentId), onClose, t('people.done.sessions', { name }))
  return (
    <div className="form">
      <p>{t('people.words.sessions')}</p>
      <div style={{ minHeight: person.sessions * ROW_PX }}>
        {sessions === null ? (
          <p className="soft">{failed ?? t('start.reading')}</p>
        ) : sessions.length > 0 ? (
          <SessionList sessions={sessions} busy={busy} onEnd={(id) => void endOne(id)} />
        ) : (
          <p className="soft">{t('people.noSessions')}</p>
        )}
      </div>
      <WhatOfTheCall agentId={agentId} />
      <div role="alert" className="bad">
        {error}
      </div>
      <div className="dialog-foot people-foot">
        <Button onClick={onClose}>{t('button.close')}</Button>
        <Button look="accent" disabled={busy || sessions?.length === 0} onClick={() => void endAll()}>
          {t('people.press.sessions')}
        </Button>
      </div>
    </div>
  )
}
