import { AgentId, type Role } from '../../machines/ids.ts'
import { rowsOf, textOf } from '../contacts/spreadsheet.ts'
import { folded } from '../protocol/folded.ts'
import { type PeopleReport, PersonName } from '../protocol/people.ts'
import { usernameFor } from '../protocol/username-for.ts'

/** Each of them gets a password hash, which takes a while. */
const MOST_ROWS = 200

/** Headings in English and German, without case. */
const HEADINGS = {
  name: /^((full|display) ?)?name$|^anzeigename$/,
  agentId: /^(user ?name|user|login|sign-?in|benutzername|benutzer|agentid)$/,
  role: /^(role|rolle)$/,
} as const

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['', 'agent'],
  ['agent', 'agent'],
  ['supervisor', 'supervisor'],
  ['leitung', 'supervisor'],
  ['ops', 'ops'],
  ['operations', 'ops'],
  ['technik', 'ops'],
  ['admin', 'admin'],
  ['administrator', 'admin'],
  ['verwaltung', 'admin'],
])

/**
 * The people of a spreadsheet with the columns name, user name and role. Without a user name it follows from the name.
 * @param taken user names that there are
 * @throws {NotReadable} for a file that is no such table
 */
export async function peopleIn(
  bytes: Buffer,
  taken: ReadonlySet<string>,
  nextTurn: () => Promise<void>,
): Promise<PeopleReport> {
  const [heading, ...rows] = await rowsOf(textOf(bytes), MOST_ROWS + 1, nextTurn)
  const headings = heading?.cells.map((cell) => folded(cell).trim()) ?? []
  const columnOf = (field: keyof typeof HEADINGS) => headings.findIndex((it) => HEADINGS[field].test(it))
  const columns = { name: columnOf('name'), agentId: columnOf('agentId'), role: columnOf('role') }
  if (columns.name < 0)
    return { people: [], errors: [{ line: heading?.line ?? 1, message: 'no column is called name' }] }
  const people: PeopleReport['people'] = []
  const errors: PeopleReport['errors'] = []
  const seen = new Set<string>()
  for (const { line, cells } of rows) {
    const cell = (field: keyof typeof columns) => cells[columns[field]] ?? ''
    const person = personIn(cell('name'), cell('agentId'), cell('role'))
    const wrong =
      typeof person === 'string'
        ? person
        : taken.has(person.agentId)
          ? 'has a user name that is taken'
          : seen.has(person.agentId)
            ? 'has a user name that is there twice'
            : null
    if (typeof person === 'string' || wrong !== null) {
      errors.push({ line, message: wrong ?? '' })
      continue
    }
    seen.add(person.agentId)
    people.push(person)
  }
  return { people, errors }
}

/** What is wrong with it, or the person. */
function personIn(writtenName: string, writtenId: string, writtenRole: string) {
  const name = PersonName.safeParse(writtenName).data
  const agentId = AgentId.safeParse(
    writtenId === '' ? usernameFor(writtenName) : writtenId.toLowerCase(),
  ).data
  const role = ROLES.get(folded(writtenRole).trim())
  if (name === undefined) return 'has no name of at most 80 characters'
  if (agentId === undefined) return 'has no user name of a-z, 0-9 and _'
  if (role === undefined) return 'has a role that there is not'
  return { agentId, name, role }
}
