import { t, type Words } from '../language/text.ts'

const KNOWN: Readonly<Record<string, Words>> = {
  'has no name of at most 80 characters': 'people.import.noName',
  'has no user name of a-z, 0-9 and _': 'people.import.noUsername',
  'has a user name that is taken': 'people.import.taken',
  'has a user name that is there twice': 'people.import.twice',
  'has a role that there is not': 'people.import.noRole',
  'no column is called name': 'people.import.noColumn',
}

/** What the server says of a line of a file, in the language of the page. Unknown words stay as they are. */
export function lineErrorText(message: string): string {
  const known = KNOWN[message]
  return known === undefined ? message : t(known)
}
