import type { SessionView } from '../../coordinator/protocol/account.ts'
import { dateAndTime } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { browserName } from './browser-name.ts'
import './account-list.css'

interface SessionListProps {
  sessions: readonly SessionView[]
  busy: boolean
  onEnd: (id: string) => void
}

/** Where somebody is signed in. The session of this page is ended by signing out. */
export function SessionList({ sessions, busy, onEnd }: SessionListProps) {
  return (
    <ul className="account-list">
      {sessions.map((session) => (
        <li key={session.id} className="list-row">
          <span className="grow">
            <b>{browserName(session.userAgent)}</b>
            <span className="soft small">{detailsOf(session)}</span>
          </span>
          {session.current ? null : (
            <Button className="btn-small" disabled={busy} onClick={() => onEnd(session.id)}>
              {t('account.end')} <span className="visually-hidden">{browserName(session.userAgent)}</span>
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

const detailsOf = ({ current, usedAt, createdAt, address }: SessionView) =>
  [
    current ? t('account.thisBrowser') : t('account.lastUsed', { when: dateAndTime(usedAt) }),
    t('account.since', { when: dateAndTime(createdAt) }),
    address === null ? null : t('account.from', { address }),
  ]
    .filter((it) => it !== null)
    .join(', ')
