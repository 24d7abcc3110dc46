import type { SoftphoneStatus } from '../../machines/softphone/status.ts'
import { t } from '../language/text.ts'
import { quietWords } from './own-reach.ts'
import type { PageState } from './page-store.ts'

export type CheckName =
  | 'secure'
  | 'microphone'
  | 'output'
  | 'sound'
  | 'notifications'
  | 'quiet'
  | 'softphone'
  | 'line'

/** One line: what was tried, what came of it, since when. */
export interface Check {
  name: CheckName
  title: string
  /** `mend`: a call cannot ring so. `optional`, `failed`: it can all the same. */
  state: 'works' | 'mend' | 'waits' | 'optional' | 'failed'
  found: string
  /** Ms since the epoch; null: not known. */
  since: number | null
}

export type Notifications = NotificationPermission | 'unsupported'

export interface CheckedFacts {
  page: PageState
  /** Names of the devices in use; empty where the browser tells none. */
  names: { microphone: string; talk: string; ringer: string }
  /** Whether this page is served by this machine itself. */
  local: boolean
  browser: string
  softphone: SoftphoneStatus
  /** Why the softphone failed, in words. */
  trouble: string | null
  notifications: Notifications
  /** What the last test call found. */
  lineTest: { ok: boolean; words: string } | null
}

/** The checks before a call can ring here, in an order that stays. */
export function checksOf(checked: CheckedFacts): Check[] {
  const { page, ...rest } = checked
  const { facts, since } = page
  const fact = (name: 'secure' | 'microphone' | 'output' | 'sound' | 'softphone') => since[name] ?? null
  return [
    {
      name: 'secure',
      title: t('ready.secure'),
      state: facts.secure ? 'works' : 'mend',
      found: facts.secure ? (rest.local ? t('ready.thisMachine') : 'https') : t('ready.plainHttp'),
      since: fact('secure'),
    },
    {
      name: 'microphone',
      title: t('ready.microphone'),
      state: facts.microphone === true ? 'works' : 'mend',
      found: microphoneWords(page, rest.names.microphone, rest.browser),
      since: fact('microphone'),
    },
    {
      name: 'output',
      title: t('ready.output'),
      state: facts.output ? 'works' : 'mend',
      found: facts.output ? rest.names.talk || t('ready.machineOutput') : t('ready.noOutput'),
      since: fact('output'),
    },
    {
      name: 'sound',
      title: t('ready.ringer'),
      state: facts.sound ? 'works' : 'mend',
      found: facts.sound
        ? rest.names.ringer || t('ready.mayMakeSound')
        : t('ready.noSound', { browser: rest.browser }),
      since: fact('sound'),
    },
    {
      name: 'notifications',
      title: t('ready.notifications'),
      state: rest.notifications === 'granted' ? 'works' : 'optional',
      found: t(`ready.notice.${rest.notifications}`),
      since: null,
    },
    {
      name: 'quiet',
      title: t('desk.quietHours'),
      state: facts.quiet ? 'mend' : 'works',
      found: facts.quiet ? t('ready.quietNow', { until: quietWords(page.quietUntil) }) : t('ready.mayRing'),
      since: null,
    },
    {
      name: 'softphone',
      title: t('ready.line'),
      state: facts.softphone ? 'works' : rest.softphone === 'registering' ? 'waits' : 'mend',
      found: facts.softphone
        ? t('ready.registered')
        : (rest.trouble ??
          (rest.softphone === 'registering' ? t('ready.registering') : t('ready.notRegistered'))),
      since: fact('softphone'),
    },
    lineCheck(checked),
  ]
}

/** Without it a call rings all the same, so it never stands in the way. */
function lineCheck({ softphone, lineTest, page }: CheckedFacts): Check {
  const check = { name: 'line', title: t('ready.echoTest'), since: null } as const
  if (softphone === 'testing') return { ...check, state: 'waits', found: t('ready.testIsOn') }
  if (lineTest !== null) return { ...check, state: lineTest.ok ? 'works' : 'failed', found: lineTest.words }
  const possible = page.facts.microphone === true && page.facts.softphone
  return { ...check, state: 'waits', found: possible ? t('ready.notTried') : t('ready.needsLine') }
}

function microphoneWords({ facts, permission, attempt }: PageState, name: string, browser: string): string {
  if (!facts.secure) return t('ready.needsSecure')
  if (facts.microphone === 'missing') return t('ready.noMicrophone')
  if (facts.microphone) return name || t('ready.allowed')
  if (permission === 'denied') return t('ready.blocks', { browser })
  if (attempt === null) return t('ready.notAsked', { browser })
  if (attempt === 'NotAllowedError') return t('ready.notAllowed', { browser })
  if (attempt === 'NotReadableError') return t('ready.inUse')
  return t('ready.worksNot', { error: attempt })
}
