import { IconAlertTriangle, IconCheck, IconKey, IconLock } from '@tabler/icons-react'
import type { Person } from '../../coordinator/protocol/people.ts'
import { initials, isolated } from '../calls/format.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { number } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { you } from '../language/you.ts'
import { MoreKey } from '../look/menu-button.tsx'
import { useWays } from '../session/use-ways.ts'
import { momentInWords } from './moment.ts'
import { type Ask, personItems } from './person-items.tsx'
import { RingCell } from './ring-cell.tsx'

interface PersonRowProps {
  person: Person
  /** Names of the groups that the person is in. */
  groups: readonly string[]
  onAsk: Ask
}

export function PersonRow({ person, groups, onAsk }: PersonRowProps) {
  const { me } = useConsole()
  const { company } = useWays()
  const { agentId, name, role, disabled, onlyAdmin, sessions } = person
  return (
    <tr data-person={agentId} className={disabled ? 'person-off' : undefined}>
      <th scope="row">
        <span className="person">
          <span className="person-initials" aria-hidden>
            {initials(name)}
          </span>
          <span className="person-name">
            <b>
              <bdi>{isolated(name)}</bdi>
            </b>
            <span className="soft small">
              {agentId}
              {agentId === me.agentId ? ` · ${you()}` : ''}
            </span>
            {groups.length > 0 ? (
              <span className="soft small person-groups">{groups.map(isolated).join(', ')}</span>
            ) : null}
          </span>
        </span>
      </th>
      <td data-column={t('people.column.role')}>
        <span className="person-role">{t(`role.${role}`)}</span>
        {onlyAdmin ? (
          <span className="soft small person-state person-lock">
            <IconLock size={12} aria-hidden />
            {t('people.onlyOne')}
          </span>
        ) : null}
      </td>
      <td data-column={t('people.column.ring')}>
        <RingCell person={person} />
      </td>
      <td data-column={t('people.column.factor')}>
        <FactorCell person={person} />
      </td>
      <td data-column={t('people.column.seen')}>
        <SeenCell person={person} />
      </td>
      <td data-column={t('people.column.sessions')}>{number(sessions)}</td>
      <td className="person-more">
        <MoreKey
          label={t('people.more', { name })}
          items={() => personItems(person, me, company !== null, onAsk)}
        />
      </td>
    </tr>
  )
}

function FactorCell({ person: { password, disabled, secondFactor, needsSecondFactor } }: { person: Person }) {
  if (password === 'none') return <span className="soft">{t('people.factor.company')}</span>
  if (secondFactor !== null)
    return (
      <span className="person-state ok">
        {secondFactor === 'passkey' ? <IconKey size={14} aria-hidden /> : <IconCheck size={14} aria-hidden />}
        {t(secondFactor === 'passkey' ? 'people.factor.passkey' : 'people.factor.app')}
      </span>
    )
  if (disabled || password === 'invited') return <span className="faint">–</span>
  return (
    <span className={`person-state ${needsSecondFactor ? 'bad' : 'warn'}`}>
      <IconAlertTriangle size={14} aria-hidden />
      {t(needsSecondFactor ? 'people.factor.required' : 'people.factor.none')}
    </span>
  )
}

/** A person with an open page is here now, also when the last request is old. */
function SeenCell({ person: { agentId, lastSeen, password } }: { person: Person }) {
  const here = useDesk(
    ({ confirmed }) => (confirmed.agents.get(agentId)?.presence ?? 'offline') !== 'offline',
  )
  if (here) return t('people.now')
  if (lastSeen !== null) return momentInWords(lastSeen)
  return password === 'invited' ? t('people.never') : '–'
}
