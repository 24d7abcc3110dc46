import type { ImportField } from '../protocol/contacts.ts'
import { folded } from '../protocol/folded.ts'

/** Headings that other programs write, in English and German, without accents and case. The first match counts. */
const HEADINGS: readonly [ImportField, RegExp][] = [
  ['id', /^id$/],
  [
    '-',
    /phonetic|yomi|^(type|typ|label|kind)\b|(- type|- label|- typ)$|fax|e-?mail|address|adresse|website|birth/,
  ],
  ['vip', /^vip$/],
  ['blocked', /^(blocked|block|gesperrt|blockiert)$/],
  ['note', /^(notes?|comments?|notiz(en)?|bemerkung(en)?|kommentar)$/],
  ['mobile', /mobile|mobil|handy|cell/],
  [
    'home',
    /(home|private?).*(phone|number|telefon|nummer)|^(telefon|phone|number).*(home|privat)|^telefon \(privat\)/,
  ],
  ['other', /other.*(phone|number)|weitere.*(telefon|nummer)|pager|assistant/],
  ['work', /phone|telefon|number|nummer|^tel\b|^work$|durchwahl|rufnummer/],
  [
    'organisation',
    /^(organi[sz]ation( 1 - )?( ?name)?|company( name)?|firma|unternehmen|organisation)$|organi[sz]ation( 1)? - name/,
  ],
  [
    'name',
    /^((full|display|first|last|given|family|middle|vor|nach)[ -]?)?name$|^(contact|kontakt|vorname|nachname|anzeigename|surname)$/,
  ],
]

/** The field of each column, as its heading says. Without a name, the organisation is one. */
export function fieldsOf(headings: readonly string[]): ImportField[] {
  const fields = headings.map((heading) => fieldOf(folded(heading).trim()))
  const given = headings.map((heading) => folded(heading).trim())
  // A file with the parts of a name and the whole of it: the whole is enough.
  const whole = given.findIndex((heading) => /^(name|full name|display name|anzeigename)$/.test(heading))
  return whole < 0 ? fields : fields.map((field, n) => (field === 'name' && n !== whole ? '-' : field))
}

const fieldOf = (heading: string): ImportField =>
  HEADINGS.find(([, pattern]) => pattern.test(heading))?.[0] ?? '-'
