import type { Contacts } from '../../contacts/contacts.ts'
import type { Contact } from '../../protocol/contacts.ts'

/** People of the simulated town. Who calls from one of these numbers is known at the desk. */
const CONTACTS: readonly Contact[] = [
  {
    id: 'sandbox-lena-ford',
    rev: 1,
    name: 'Lena Ford',
    organisation: 'Northside Bakery',
    numbers: [
      { number: '+13095550190', kind: 'work' },
      { number: '+13095550191', kind: 'mobile' },
    ],
    note: 'Pays by invoice only. Deliveries before 6:30.',
    vip: false,
    blocked: false,
  },
  {
    id: 'sandbox-nora-hall',
    rev: 1,
    name: 'Nora Hall',
    organisation: 'Hall & Partners',
    numbers: [{ number: '+13095550192', kind: 'work' }],
    note: 'Wants to talk with the same person each time.',
    vip: true,
    blocked: false,
  },
  {
    id: 'sandbox-robot',
    rev: 1,
    name: 'A robot that sells solar panels',
    organisation: null,
    numbers: [{ number: '+13095550199', kind: 'other' }],
    note: null,
    vip: false,
    blocked: true,
  },
]

/** Gives a new sandbox some contacts. Those that somebody has deleted stay deleted. */
export async function addSandboxContacts(contacts: Pick<Contacts, 'rev' | 'putAll'>): Promise<void> {
  if (contacts.rev === 0) await contacts.putAll(CONTACTS, 0)
}
