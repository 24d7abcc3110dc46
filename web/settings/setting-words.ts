import { t, type Words } from '../language/text.ts'

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
    id: 'desk',
    title: 'settings.desk',
    settings: {
      PARKING_SLOTS: { label: 'settings.slots', words: 'settings.slotsWords' },
      ANSWER_LONG_S: { label: 'settings.answerLong', words: 'settings.answerLongWords' },
      ANSWER_TOO_LONG_S: { label: 'settings.answerTooLong', words: 'settings.answerTooLongWords' },
      LOT_LONG_S: { label: 'settings.lotLong', words: 'settings.lotLongWords' },
      LOT_TOO_LONG_S: { label: 'settings.lotTooLong', words: 'settings.lotTooLongWords' },
    },
  },
  {
    id: 'history',
    title: 'page.history',
    settings: {
      HISTORY_DAYS: { label: 'settings.historyDays', words: 'settings.historyDaysWords' },
      RECORDING_DAYS: { label: 'settings.recordingDays', words: 'settings.recordingDaysWords' },
    },
  },
  {
    id: 'outside',
    title: 'settings.outside',
    settings: {
      DIAL_COUNTRIES: { label: 'settings.countries', words: 'settings.countriesWords' },
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
  {
    id: 'supervision',
    title: 'settings.supervision',
    settings: {
      LISTENING_SHOWN_TO: { label: 'settings.listeningShown', words: 'settings.listeningShownWords' },
    },
  },
  {
    id: 'access',
    title: 'settings.access',
    settings: {
      SECOND_FACTOR_ROLES: { label: 'settings.factorRoles', words: 'settings.factorRolesWords' },
    },
  },
]

export function labelOf(name: string): string {
  const words = GROUPS.map(({ settings }) => settings[name]).find((it) => it !== undefined)
  return words === undefined ? name : t(words.label)
}
