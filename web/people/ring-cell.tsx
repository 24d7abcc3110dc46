import {
  IconBan,
  IconBell,
  IconBellOff,
  IconClock,
  IconMail,
  IconMailExclamation,
  IconPhone,
  IconX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { Person } from '../../coordinator/protocol/people.ts'
import { answersCalls } from '../../machines/ids.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import { useDesk } from '../desk/use-console.ts'
import { timeOfDay } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { whyDeafWords } from '../ready/why-deaf-words.ts'
import { momentInWords } from './moment.ts'

const SIGN = { size: 15, 'aria-hidden': true } as const

/** Whether calls ring at somebody now, and why not, as the feed says it. */
export function RingCell({ person }: { person: Person }) {
  const agent = useDesk(({ confirmed }) => confirmed.agents.get(person.agentId))
  if (person.disabled) return <Said tone="faint" sign={<IconBan {...SIGN} />} word={t('people.disabled')} />
  if (person.password === 'invited') return <Invited until={person.passwordUntil} />
  if (!answersCalls(person.role)) return <Said tone="faint" sign={null} word={t('people.answersNone')} />
  if (!agent || agent.presence === 'offline')
    return <Said tone="faint" sign={<IconX {...SIGN} />} word={t('people.noPage')} />
  return <Present agent={agent} />
}

function Invited({ until }: { until: string | null }) {
  if (until === null || Date.parse(until) <= Date.now())
    return (
      <Said tone="warn" sign={<IconMailExclamation {...SIGN} />} word={t('people.invited')}>
        {t('people.linkExpired')}
      </Said>
    )
  return (
    <Said tone="moves" sign={<IconMail {...SIGN} />} word={t('people.invited')}>
      {t('people.linkUntil', { until: momentInWords(until) })}
    </Said>
  )
}

function Present({ agent }: { agent: AgentView }) {
  const { rings } = agent
  const { kind, label } = shownPresenceOf(agent)
  switch (kind) {
    case 'talking':
      return <Said tone="bad" sign={<IconPhone {...SIGN} />} word={label} />
    case 'away':
      return <Said tone="warn" sign={<IconClock {...SIGN} />} word={label} />
    case 'deaf':
      return (
        <Said tone="bad" sign={<IconBellOff {...SIGN} />} word={t('people.ringsNot')}>
          {rings?.why
            ? t('people.whySince', { why: t(whyDeafWords[rings.why]), time: timeOfDay(rings.since) })
            : null}
        </Said>
      )
    default:
      return rings?.ok ? (
        <Said tone="ok" sign={<IconBell {...SIGN} />} word={t('people.rings')} />
      ) : (
        <Said tone="faint" sign={<IconClock {...SIGN} />} word={t(whyDeafWords.unproven)} />
      )
  }
}

interface SaidProps {
  tone: 'ok' | 'warn' | 'bad' | 'faint' | 'moves'
  sign: ReactNode
  word: string
  children?: ReactNode
}

const Said = ({ tone, sign, word, children }: SaidProps) => (
  <span className={`person-state ${tone}`}>
    {sign}
    <span>
      <b>{word}</b> <span className="soft small">{children}</span>
    </span>
  </span>
)
