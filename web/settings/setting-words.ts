import type { Words } from '../language/text.ts'

interface SettingWords {
  label: Words
  /** What it does. */
  words: Words
}

interface SettingGroup {
  id: string
  title: Words
  settings: Readonly<Record<string, SettingWords>>
}

/** The settings in the order of the page. One that this console does not know is not shown. */
export const GROUPS: readonly SettingGroup[] = [
  {
    id: 'timeouts',
    title: 'settings.timeouts',
    settings: {
      RING_TIMEOUT_S: { label: 'settings.ring', words: 'settings.ringWords' },
      JOIN_TIMEOUT_S: { label: 'settings.join', words: 'settings.joinWords' },
      PARK_TIMEOUT_S: { label: 'settings.park', words: 'settings.parkWords' },
      RETURN_TIMEOUT_S: { label: 'settings.return', words: 'settings.returnWords' },
      TRANSFER_TIMEOUT_S: { label: 'settings.transfer', words: 'settings.transferWords' },
      DIAL_TIMEOUT_S: { label: 'settings.dial', words: 'settings.dialWords' },
    },
  },
  {
    id: 'outside',
    title: 'settings.outside',
    settings: {
      OUTSIDE_LEG_LIMIT_S: { label: 'settings.longest', words: 'settings.longestWords' },
      OUTSIDE_TRANSFER_LIMIT_S: {
        label: 'settings.longestTransfer',
        words: 'settings.longestTransferWords',
      },
      OUTSIDE_LEGS_PER_AGENT: { label: 'settings.callsOfAgent', words: 'settings.callsOfAgentWords' },
      OUTSIDE_LEGS: { label: 'settings.calls', words: 'settings.callsWords' },
      OUTSIDE_MINUTES_PER_AGENT: { label: 'settings.minutesOfAgent', words: 'settings.minutesOfAgentWords' },
      OUTSIDE_MINUTES: { label: 'settings.minutes', words: 'settings.minutesWords' },
    },
  },
]
