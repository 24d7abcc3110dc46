import type { Exception, Interval, Week } from '../../coordinator/protocol/office/hours.ts'
import { type Announcement, type Office, OfficeSettings } from '../../coordinator/protocol/office/settings.ts'
import { fieldErrorText } from '../language/field-error.ts'

/** One announcement while it is edited. Each kind keeps its fields while another kind is chosen. */
export interface AnnouncementDraft {
  kind: 'standard' | 'say' | 'play'
  text: string
  audio: string
  name: string
}

export type AnnouncementField = 'greeting' | 'voicemail' | 'closed' | 'notice'

/** The settings while they are edited. Fields may be incomplete. */
export interface OfficeDraft {
  timeZone: string
  always: boolean
  week: Week
  exceptions: Exception[]
  voice: OfficeSettings['voice']
  greeting: AnnouncementDraft
  voicemail: AnnouncementDraft
  closed: AnnouncementDraft
  whenClosed: OfficeSettings['whenClosed']
  recording: Omit<OfficeSettings['recording'], 'notice'>
  notice: AnnouncementDraft
  /** One a line. */
  tags: string
}

/** Changes that are not saved yet, and the office on which they are based. */
export interface EditedOffice {
  base: Office
  draft: OfficeDraft
}

/** Error messages by the path of the field. */
export type DraftErrors = ReadonlyMap<string, string>

const nineToFive = (): Interval[] => [{ from: '09:00', to: '17:00' }]
const usualWeek = (): Week => ({
  mon: nineToFive(),
  tue: nineToFive(),
  wed: nineToFive(),
  thu: nineToFive(),
  fri: nineToFive(),
  sat: [],
  sun: [],
})

export function draftOf(office: Office): OfficeDraft {
  return {
    // Before anybody has set up the office: most likely it is where its administrator is.
    timeZone: office.rev === 0 ? Intl.DateTimeFormat().resolvedOptions().timeZone : office.timeZone,
    always: office.week === null,
    week: office.week ?? usualWeek(),
    exceptions: office.exceptions,
    voice: office.voice,
    greeting: announcementDraftOf(office.greeting),
    voicemail: announcementDraftOf(office.voicemail),
    closed: announcementDraftOf(office.closed),
    whenClosed: office.whenClosed,
    recording: office.recording,
    notice: announcementDraftOf(office.recording.notice),
    tags: office.tags.join('\n'),
  }
}

function announcementDraftOf(announcement: Announcement | null): AnnouncementDraft {
  const nothing: AnnouncementDraft = { kind: 'standard', text: '', audio: '', name: '' }
  return announcement === null ? nothing : { ...nothing, ...announcement }
}

/** The settings of the draft. They need not be valid. */
export function settingsOf(draft: OfficeDraft): OfficeSettings {
  const { timeZone, always, week, exceptions, voice, whenClosed } = draft
  const [greeting, voicemail, closed] = [draft.greeting, draft.voicemail, draft.closed].map(announcementOf)
  return {
    timeZone,
    week: always ? null : week,
    exceptions,
    voice,
    greeting: greeting ?? null,
    voicemail: voicemail ?? null,
    closed: closed ?? null,
    whenClosed,
    recording: { ...draft.recording, notice: announcementOf(draft.notice) },
    tags: draft.tags.split('\n').filter((tag) => tag.trim() !== ''),
  }
}

export function announcementOf({ kind, text, audio, name }: AnnouncementDraft): Announcement | null {
  if (kind === 'standard') return null
  return kind === 'say' ? { kind, text } : { kind, audio, name }
}

/** Checked by the same rules as on the server. */
export function draftErrorsOf(draft: OfficeDraft): DraftErrors {
  const { error } = OfficeSettings.safeParse(settingsOf(draft))
  return draftErrorsFrom(error?.issues.map(({ path, message }) => ({ path: path.join('.'), message })) ?? [])
}

/** The first error of each field. */
export function draftErrorsFrom(errors: readonly { path: string; message: string }[]): DraftErrors {
  return new Map([...errors].reverse().map(({ path, message }) => [path, fieldErrorText(message)]))
}

export const sameDraft = (one: OfficeDraft, other: OfficeDraft) =>
  JSON.stringify(one) === JSON.stringify(other)
