import type { SoftphoneStatus } from '../../machines/softphone/status.ts'
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
      title: 'Secure page',
      state: facts.secure ? 'works' : 'mend',
      found: facts.secure
        ? rest.local
          ? 'This machine itself'
          : 'https'
        : 'Plain http: browsers give no microphone to such a page',
      since: fact('secure'),
    },
    {
      name: 'microphone',
      title: 'Microphone',
      state: facts.microphone === true ? 'works' : 'mend',
      found: microphoneWords(page, rest.names.microphone, rest.browser),
      since: fact('microphone'),
    },
    {
      name: 'output',
      title: 'Output',
      state: facts.output ? 'works' : 'mend',
      found: facts.output ? rest.names.talk || 'Where this machine plays sound' : 'No speaker and no headset',
      since: fact('output'),
    },
    {
      name: 'sound',
      title: 'Ringer',
      state: facts.sound ? 'works' : 'mend',
      found: facts.sound
        ? rest.names.ringer || 'This page may make sound'
        : `${rest.browser} lets this page make no sound now`,
      since: fact('sound'),
    },
    {
      name: 'notifications',
      title: 'Notifications',
      state: rest.notifications === 'granted' ? 'works' : 'optional',
      found: notificationWords[rest.notifications],
      since: null,
    },
    {
      name: 'quiet',
      title: 'Quiet hours',
      state: facts.quiet ? 'mend' : 'works',
      found: facts.quiet ? `These are yours, ${quietWords(page.quietUntil)}` : 'Calls may ring now',
      since: null,
    },
    {
      name: 'softphone',
      title: 'Line to the carrier',
      state: facts.softphone ? 'works' : rest.softphone === 'registering' ? 'waits' : 'mend',
      found: facts.softphone
        ? 'Registered'
        : (rest.trouble ?? (rest.softphone === 'registering' ? 'Registering…' : 'Not registered yet')),
      since: fact('softphone'),
    },
    lineCheck(checked),
  ]
}

/** Without it a call rings all the same, so it never stands in the way. */
function lineCheck({ softphone, lineTest, page }: CheckedFacts): Check {
  const check = { name: 'line', title: 'Echo test', since: null } as const
  if (softphone === 'testing') return { ...check, state: 'waits', found: 'A test call is on…' }
  if (lineTest !== null) return { ...check, state: lineTest.ok ? 'works' : 'failed', found: lineTest.words }
  const possible = page.facts.microphone === true && page.facts.softphone
  return { ...check, state: 'waits', found: possible ? 'Not tried yet' : 'Needs the microphone and the line' }
}

function microphoneWords({ facts, permission, attempt }: PageState, name: string, browser: string): string {
  if (!facts.secure) return 'Needs a secure page first'
  if (facts.microphone === 'missing') return 'No microphone is plugged in'
  if (facts.microphone) return name || 'Allowed'
  if (permission === 'denied') return `${browser} blocks it for this page`
  if (attempt === null) return `${browser} has not been asked yet`
  if (attempt === 'NotAllowedError') return `${browser} or this machine does not allow it`
  if (attempt === 'NotReadableError') return 'Another program uses it, or it does not answer'
  return `It does not work (${attempt})`
}

const notificationWords: Record<Notifications, string> = {
  granted: 'Shown while this tab is hidden',
  denied: 'Blocked in this browser. A call rings all the same',
  default: 'Not allowed yet. A call rings all the same',
  unsupported: 'This browser has none. A call rings all the same',
}
