import type { SoftphoneStatus } from '../../machines/softphone/status.ts'
import type { Connection } from '../feed/desk-store.ts'

/** What decides whether an agent can hear and answer a call here. */
export interface ReadinessFacts {
  connection: Connection
  sound: boolean
  softphone: SoftphoneStatus
  registered: boolean
  notifications: 'granted' | 'denied' | 'default' | 'unsupported'
}

export interface ConsoleCheck {
  name: string
  ok: boolean
  /** Without it the browser rings all the same. */
  optional?: boolean
  words: string
}

export interface Readiness {
  rings: boolean
  /** The pill's few words. */
  words: string
  checks: ConsoleCheck[]
}

/** Says whether this browser rings, and if not, why. */
export function readinessOf(facts: ReadinessFacts): Readiness {
  const live = facts.connection === 'live'
  const busy = ['joining', 'onCall', 'reconnecting'].includes(facts.softphone)
  const telephone = facts.registered || busy
  const checks: ConsoleCheck[] = [
    { name: 'Live feed', ok: live, words: live ? 'Calls reach this page' : 'No calls reach this page' },
    { name: 'Sound', ok: facts.sound, words: facts.sound ? 'Allowed' : 'Click anywhere to allow it' },
    { name: 'Telephone', ok: telephone, words: telephone ? 'Registered' : telephoneWords(facts.softphone) },
    {
      name: 'Notifications',
      ok: facts.notifications === 'granted',
      optional: true,
      words: notificationWords[facts.notifications],
    },
  ]
  const missing = checks.find((check) => !check.ok && !check.optional)
  return { rings: !missing, words: missing ? problemWords(missing.name) : 'This browser rings', checks }
}

const notificationWords = {
  granted: 'Shown while this page is hidden',
  denied: 'Blocked in this browser',
  default: 'Not allowed yet',
  unsupported: 'This browser has none',
}

const telephoneWords = (status: SoftphoneStatus) =>
  status === 'idle' ? 'Waits for a click' : status === 'failed' ? 'Failed, trying again' : 'Registering…'

function problemWords(name: string): string {
  if (name === 'Sound') return 'Click to turn on sound'
  return name === 'Telephone' ? 'Telephone not ready' : 'Cannot ring now'
}
