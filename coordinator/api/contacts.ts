import { Readable } from 'node:stream'
import { ANSWERING_ROLES } from '../../machines/ids.ts'
import type { ContactChanged } from '../contacts/contacts.ts'
import { csvOf } from '../contacts/export.ts'
import { type Imported, importContacts } from '../contacts/import.ts'
import { contactNumber } from '../contacts/number.ts'
import { etagOf, revInIfMatch } from '../http/if-match.ts'
import { parse } from '../http/parse.ts'
import { Places } from '../http/places.ts'
import { Refusal } from '../http/problem.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { type Contact, ContactBody, ContactSearch, ContactsQuery, ImportQuery } from '../protocol/contacts.ts'
import { systemRuntime } from '../runtime.ts'
import type { ApiDeps } from './deps.ts'

/** Bytes: 20,000 contacts with long notes. */
const LARGEST_IMPORT = 8 * 1024 * 1024
/** One is under way, two wait. Each has its file in memory. */
const MOST_IMPORTS = 3

type ContactRouteDeps = Pick<ApiDeps, 'contacts' | 'dialRules' | 'audit' | 'log'>

/** The office's contacts. Who answers calls may read and change them; nobody else sees names. */
export function contactRoutes({ contacts, dialRules, audit, log }: ContactRouteDeps): Route[] {
  const { book } = contacts
  const { country } = dialRules
  const numberIn = (text: string) => contactNumber(text, country)
  const nextTurn = () => new Promise<void>((resolve) => systemRuntime.nextTurn(resolve))
  /** Imports of this process, one after the other. */
  let lastImport: Promise<unknown> = Promise.resolve()

  /** The contact of a body. A number is accepted in any format, and stored in E.164, once. */
  function fieldsIn({ body }: SignedInRequest) {
    const fields = parse(ContactBody, body)
    const numbers = new Map<string, Contact['numbers'][number]>()
    for (const [n, { number, kind }] of fields.numbers.entries()) {
      const e164 = numberIn(number)
      if (e164 === null) throw invalid(`numbers.${n}.number`, 'must be a number such as +12175550148')
      if (!numbers.has(e164)) numbers.set(e164, { number: e164, kind })
    }
    return { ...fields, numbers: [...numbers.values()] }
  }

  function importing(bytes: Buffer, query: ImportQuery, request: SignedInRequest): Promise<Imported> {
    const begin = async () => {
      if (request.hungUp) throw new Refusal('unavailable', 'Nobody waits for this import any more')
      await request.checkAgain()
      return importContacts(bytes, query, { contacts, runtime: systemRuntime, country })
    }
    const done = lastImport.then(begin, begin)
    lastImport = done.catch(() => undefined)
    return done
  }

  /** As fast as it is read, and while the agent may read it. */
  async function* csvFor({ checkAgain }: SignedInRequest) {
    for await (const piece of csvOf(book.all(), nextTurn)) {
      await checkAgain()
      yield piece
    }
  }

  function record(
    request: SignedInRequest,
    what: 'contact_blocked' | 'contact_unblocked' | 'contact_removed' | 'contacts_imported' | 'data_exported',
    more: { target?: string; detail: string },
  ) {
    audit.record({ what, who: request.by.agentId, from: request.address, ...more })
  }

  /** The callers of a blocked contact ring nowhere. */
  function recordBlock(request: SignedInRequest, changed: ContactChanged) {
    if (changed.outcome !== 'done') return
    const { contact, before } = changed
    const more = { target: contact.id, detail: `rev ${contact.rev}` }
    if (!contact.blocked) {
      if (before?.blocked) record(request, 'contact_unblocked', more)
    } else if (!before?.blocked || JSON.stringify(before.numbers) !== JSON.stringify(contact.numbers))
      record(request, 'contact_blocked', more)
  }

  return [
    {
      method: 'GET',
      path: '/api/contacts',
      access: ANSWERING_ROLES,
      perMinute: 300,
      handle({ query }) {
        const { after, limit } = parse(ContactsQuery, query)
        const page = book.page(after, limit)
        if (page === null) throw new Refusal('not_found', 'The contact of `after` does not exist any more')
        return { status: 200, body: page }
      },
    },
    {
      method: 'GET',
      path: '/api/contacts.csv',
      access: ANSWERING_ROLES,
      perMinute: 6,
      handle(request) {
        record(request, 'data_exported', { target: 'contacts', detail: `${book.size} contacts` })
        return {
          status: 200,
          body: Readable.from(csvFor(request), { highWaterMark: 1 }),
          headers: {
            'Content-Type': 'text/csv; charset=utf-8',
            'Content-Disposition': 'attachment; filename="contacts.csv"',
            'Cache-Control': 'no-store',
          },
        }
      },
    },
    {
      method: 'GET',
      path: '/api/contacts/:id',
      access: ANSWERING_ROLES,
      handle({ params }) {
        const contact = book.get(params.id ?? '')
        if (!contact) throw new Refusal('not_found')
        return shown(contact)
      },
    },
    {
      method: 'POST',
      path: '/api/contacts',
      access: ANSWERING_ROLES,
      async handle(request) {
        const added = await contacts.add(fieldsIn(request))
        recordBlock(request, added)
        const contact = done(added)
        return {
          ...shown(contact, 201),
          headers: { ...etagOf(contact), Location: `/api/contacts/${contact.id}` },
        }
      },
    },
    {
      method: 'POST',
      path: '/api/contacts/search',
      access: ANSWERING_ROLES,
      perMinute: 300,
      handle({ body }) {
        const { q, number, limit } = parse(ContactSearch, body)
        if (number === undefined) return { status: 200, body: book.search(q, limit) }
        const e164 = numberIn(number)
        return { status: 200, body: book.search(q, limit, e164 === null ? [] : book.withNumber(e164)) }
      },
    },
    {
      method: 'PUT',
      path: '/api/contacts/:id',
      access: ANSWERING_ROLES,
      async handle(request) {
        const rev = revInIfMatch(request)
        const changed = await contacts.change(request.params.id ?? '', rev, fieldsIn(request))
        recordBlock(request, changed)
        return shown(done(changed))
      },
    },
    {
      method: 'DELETE',
      path: '/api/contacts/:id',
      access: ANSWERING_ROLES,
      async handle(request) {
        const contact = done(await contacts.remove(request.params.id ?? '', revInIfMatch(request)))
        record(request, 'contact_removed', { target: contact.id, detail: `rev ${contact.rev}` })
        return { status: 204 }
      },
    },
    {
      method: 'POST',
      path: '/api/contacts/import',
      access: ANSWERING_ROLES,
      perMinute: 20,
      places: new Places(MOST_IMPORTS),
      takes: { bytes: LARGEST_IMPORT },
      async handle(request) {
        const { body, by } = request
        if (!Buffer.isBuffer(body)) throw invalid('', 'must be a CSV or vCard file')
        const query = parse(ImportQuery, request.query)
        const imported = await importing(body, query, request)
        const report = reportOf(imported)
        if (imported.outcome === 'done') {
          const { created, updated, failed } = report
          record(request, 'contacts_imported', {
            detail: `${created} new, ${updated} changed, ${failed} left out, ${imported.blocked} blocked`,
          })
          log.info({ agentId: by.agentId, created, updated, failed }, 'Contacts imported')
        }
        return { status: 200, body: report }
      },
    },
  ]
}

const shown = (contact: Contact, status = 200): RouteResponse => ({
  status,
  body: contact,
  headers: etagOf(contact),
})

/** @throws {Refusal} */
function done(changed: ContactChanged): Contact {
  switch (changed.outcome) {
    case 'done':
      return changed.contact
    case 'stale':
      throw new Refusal('changed_meanwhile', 'Somebody has changed the contact since you read it', {
        contact: changed.contact,
      })
    case 'missing':
      throw new Refusal('not_found', 'The contact does not exist any more')
    case 'full':
      throw full()
  }
}

/** @throws {Refusal} when nothing was imported */
function reportOf(imported: Imported) {
  switch (imported.outcome) {
    case 'done':
    case 'planned':
      return imported.report
    case 'unreadable':
      throw invalid(`line ${imported.line}`, imported.message)
    case 'errors': {
      const { errors, failed } = imported.report
      const detail = `${failed} ${failed === 1 ? 'line' : 'lines'} cannot be read: nothing was imported`
      throw new Refusal('invalid_request', detail, {
        errors: errors.map(({ line, message }) => ({ path: `line ${line}`, message })),
      })
    }
    case 'full':
      throw full()
    case 'stale':
      throw new Refusal('unavailable', 'Others are changing contacts: nothing was imported, try again', {
        retryAfterS: 2,
      })
  }
}

const full = () => new Refusal('contacts_full', 'There is no room for more contacts')

const invalid = (path: string, message: string) =>
  new Refusal('invalid_request', path === '' ? `The body ${message}` : `${path}: ${message}`, {
    errors: [{ path, message }],
  })
