import {
  type Announcement,
  closedWords,
  noticeWords,
  type OfficeSettings,
  voicemailWords,
} from '../../coordinator/protocol/office/settings.ts'
import type { Words } from '../language/text.ts'

/** What is played or read out, or what happens. */
export type Heard = Announcement | Words

/** What a caller comes through while the office is open, step by step. */
export function heardWhenOpen(settings: OfficeSettings): Heard[] {
  const { greeting, recording } = settings
  const told = recording.announces ? [noticeWords(settings)] : []
  return [
    ...(greeting ? [greeting] : []),
    ...(recording.inbound === 'always' ? told : []),
    'office.ringsHere',
    ...(recording.inbound === 'on_demand' && recording.announces
      ? (['office.ifRecorded', ...told] as const)
      : []),
    'office.ifNobody',
    voicemailWords(settings),
    'office.toneThen',
  ]
}

/** The same while it is closed. */
export const heardWhenClosed = (settings: OfficeSettings): Heard[] => [
  closedWords(settings),
  settings.whenClosed === 'hangup' ? 'office.theCallEnds' : 'office.toneThen',
]
