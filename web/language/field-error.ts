import { t, type Words } from './text.ts'

/** What the server, and the rules that the console shares with it, say of a field. */
const KNOWN: Readonly<Record<string, Words>> = {
  'must not be empty': 'start.field.empty',
  'must be one paragraph of plain text': 'start.field.oneParagraph',
  'must be plain text': 'start.field.plainText',
  'must be different': 'start.field.different',
  'is there twice': 'start.field.twice',
  'overlaps with another of this day': 'start.field.overlaps',
  'must be a time such as 09:30': 'start.field.time',
  'must be a date such as 2026-12-25': 'start.field.date',
  'must be a date that there is': 'start.field.noSuchDate',
  'must be a time zone such as Europe/Berlin': 'start.field.timeZone',
  'must be a number such as +12175550148': 'start.field.number',
  'must not have a number of the office': 'start.field.ownNumber',
  'must be a CSV or vCard file': 'start.field.contactsFile',
  'must be a WAV or MP3 file': 'start.field.soundFile',
  'does not exist any more: upload it again': 'start.field.gone',
  'must not be the username': 'start.field.username',
  'must be more than a word of this office with digits': 'start.field.officeWord',
  'must be 1 to 64 of a-z, 0-9 and _': 'start.field.agentId',
  'must be another one': 'start.field.another',
}

/** The same in the language of the page, as a part of a sentence that begins with the field. Unknown words stay as they are. */
export function fieldErrorText(message: string): string {
  const known = KNOWN[message]
  if (known !== undefined) return t(known)
  const [, least] = /^must have at least (\d+) characters$/.exec(message) ?? []
  if (least !== undefined) return t('start.field.tooShort', { least })
  const [, longest] = /^must have no more than (\d+) characters$/.exec(message) ?? []
  if (longest !== undefined) return t('start.field.tooLong', { longest })
  const [, most] = /^must be no more than (\d+)$/.exec(message) ?? []
  return most === undefined ? message : t('start.field.tooMany', { most })
}
