import { t, type Words } from '../language/text.ts'

const PARTS: Readonly<Record<string, Words>> = {
  timeZone: 'audit.part.timeZone',
  week: 'audit.part.week',
  exceptions: 'audit.part.exceptions',
  voice: 'audit.part.voice',
  greeting: 'audit.part.greeting',
  voicemail: 'audit.part.voicemail',
  closed: 'audit.part.closed',
  whenClosed: 'audit.part.whenClosed',
  'recording.inbound': 'audit.part.inbound',
  'recording.outbound': 'audit.part.outbound',
  'recording.announces': 'audit.part.announces',
  'recording.notice': 'audit.part.notice',
  'recording.heardBy': 'audit.part.heardBy',
  tags: 'audit.part.tags',
  order: 'audit.part.order',
  nothing: 'audit.part.nothing',
}

const VALUES: Readonly<Record<string, Words>> = {
  never: 'office.record.never',
  on_demand: 'office.record.on_demand',
  always: 'office.record.always',
  supervisors: 'office.heardBy.supervisors',
  own: 'office.heardBy.own',
  everybody: 'office.heardBy.everybody',
  voicemail: 'office.mayLeave',
  hangup: 'office.callEnds',
  on: 'audit.value.on',
  off: 'audit.value.off',
}

const COUNTED = {
  added: 'audit.groups.added',
  removed: 'audit.groups.removed',
  renamed: 'audit.groups.renamed',
  members: 'audit.groups.members',
} as const

const isCounted = (name: string): name is keyof typeof COUNTED => Object.hasOwn(COUNTED, name)

/** A word that this console does not know stays as it is. */
export function wordsIn(words: Readonly<Record<string, Words>>, word: string): string {
  const key = Object.hasOwn(words, word) ? words[word] : undefined
  return key === undefined ? word : t(key)
}

function partInWords(part: string): string {
  const [name = '', value] = part.split(': ')
  if (value === undefined) return wordsIn(PARTS, name)
  if (isCounted(name)) return t(COUNTED[name], { count: Number(value) })
  const values = value.split(' → ').map((word) => wordsIn(VALUES, word))
  return `${wordsIn(PARTS, name)}: ${values.join(' → ')}`
}

/** Which parts of the office or of the groups were changed. The first word counts the changes. Entries of before have that word alone. */
export function changedInWords(detail: string): string {
  const [rev = '', ...parts] = detail.split('; ')
  return [...parts.map(partInWords), rev].join(' · ')
}
