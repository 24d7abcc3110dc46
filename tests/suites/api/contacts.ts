import type { Contact } from '../../../coordinator/protocol/contacts.ts'
import { jsonOf, type Person } from './office.ts'

/** What somebody does with contacts by HTTP. */
export function contactsOf(person: () => Person) {
  const search = (body: unknown) => jsonOf<Contact[]>(person().request('POST', '/api/contacts/search', body))
  return {
    add: (body: unknown) => jsonOf<Contact>(person().request('POST', '/api/contacts', body)),
    search,
    /** @returns names */
    found: async (q: string) => (await search({ q })).map(({ name }) => name),
    all: () => jsonOf<Contact[]>(person().get('/api/contacts?limit=500')),
    importing: (text: string, query = '', by = person()) =>
      by.request('POST', `/api/contacts/import${query}`, text, { 'content-type': 'text/csv' }),
  }
}
