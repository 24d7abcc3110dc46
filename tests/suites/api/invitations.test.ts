import { afterAll, beforeAll, expect, test } from 'vitest'
import { invitationIn } from '../../../coordinator/protocol/invitation-link.ts'
import type { InvitationLink } from '../../../coordinator/protocol/people.ts'
import {
  codeIn,
  cookieOf,
  type Office,
  openOffice,
  PASSWORD,
  PUBLIC_URL,
  problemIn,
  type Person as SignedIn,
} from './office.ts'
import { peopleOf } from './people.ts'

let office: Office
let ada: SignedIn

beforeAll(async () => {
  office = await openOffice({ trustedProxies: 1 })
  ada = await office.employ('ada', 'admin')
})
afterAll(() => office.close())

const { act, person, audited, invited, isIn } = peopleOf(
  () => office,
  () => ada,
)

test('a password that was reset opens one sign-in, which asks for another', async () => {
  const gus = await office.employ('gus')
  const answer = await act('POST', '/gus/password')
  const { password } = (await answer.json()) as { password: string }
  expect(await isIn(gus)).toBe(false)
  expect((await office.signIn('gus')).status).toBe(401)
  expect(await person('gus')).toMatchObject({ password: 'temporary', passwordUntil: expect.any(String) })
  expect(await codeIn(await office.signIn('gus', password))).toEqual([401, 'password_change_required'])
  const body = { username: 'gus', password, newPassword: 'chosen by himself' }
  expect((await office.request('POST', '/api/session', body)).status).toBe(204)
  expect(await person('gus')).toMatchObject({ password: 'own', passwordUntil: null })
})

test('a link opens one sign-in, in which a password is chosen by the rules', async () => {
  const { link, username, secret } = await invited('ivy', 'supervisor')
  expect(link.startsWith(`${PUBLIC_URL}/#`)).toBe(true)
  const stateNow = async () => (await office.request('POST', '/api/invitation', { username, secret })).json()
  const accept = (more: object, headers = {}) =>
    office.request('POST', '/api/session', { username, password: secret, ...more }, headers)
  expect(await stateNow()).toEqual({ state: 'good' })
  expect(await person('ivy')).toMatchObject({ password: 'invited', lastSeen: null, sessions: 0 })
  expect(await codeIn(await accept({}))).toEqual([401, 'password_change_required'])
  const weak = await problemIn(await accept({ newPassword: 'Password1' }))
  expect([weak.code, weak.errors?.[0]?.path]).toEqual(['invalid_request', 'newPassword'])
  const foreign = { origin: 'https://evil.example' }
  expect(await codeIn(await accept({ newPassword: 'chosen by herself' }, foreign))).toEqual([
    403,
    'foreign_origin',
  ])
  const accepted = await accept({ newPassword: 'chosen by herself' })
  expect(accepted.status).toBe(204)
  expect(await isIn(office.person('ivy', cookieOf(accepted)))).toBe(true)
  expect((await accept({ newPassword: 'chosen by a thief' })).status).toBe(401)
  expect(await stateNow()).toEqual({ state: 'used' })
  expect(await person('ivy')).toMatchObject({ password: 'own', sessions: 1 })
  expect((await audited(3)).reverse()).toEqual([
    ['password_changed', 'ivy', 'ivy', null],
    ['signed_in', 'ivy', null, null],
    ['sign_in_failed', null, 'ivy', null],
  ])
})

test('a newer link replaces an older one, and the password', async () => {
  const jan = await office.employ('jan')
  const links: { username?: string; secret?: string }[] = []
  for (let n = 0; n < 2; n++) {
    const answer = (await (await act('POST', '/jan/invite')).json()) as InvitationLink
    links.push(invitationIn(new URL(answer.link).hash) ?? {})
  }
  expect(await isIn(jan)).toBe(false)
  expect((await office.signIn('jan')).status).toBe(401)
  const states = await Promise.all(links.map((link) => office.request('POST', '/api/invitation', link)))
  expect(await Promise.all(states.map((answer) => answer.json()))).toEqual([
    { state: 'void' },
    { state: 'good' },
  ])
  office.passTime(25 * 3_600_000)
  ada = await office.employ('ada')
  const late = await office.request('POST', '/api/invitation', links[1])
  expect(await late.json()).toEqual({ state: 'expired' })
  expect(
    (await audited(20)).filter(([what, , target]) => what === 'account_invited' && target === 'jan'),
  ).toHaveLength(2)
})

test('links are guessed no faster than passwords', async () => {
  const from = { 'x-forwarded-for': '203.0.113.77' }
  await office.hire('kim')
  const guess = () => office.request('POST', '/api/invitation', { username: 'kim', secret: 'a guess' }, from)
  for (let n = 0; n < 10; n++) expect(await (await guess()).json()).toEqual({ state: 'void' })
  expect(await codeIn(await guess())).toEqual([429, 'rate_limited'])
  expect(await codeIn(await office.signIn('kim', PASSWORD, from))).toEqual([429, 'rate_limited'])
})

test('a file adds everybody or nobody, after it was looked at', async () => {
  const send = (csv: string, dryRun: boolean) =>
    ada.request('POST', `/api/people/import?dryRun=${dryRun}`, csv, { 'content-type': 'text/csv' })
  await office.hire('lee')
  const wrong =
    'Name;Benutzername;Rolle\nLee;lee;\nMia Ödön;;Leitung\n;nora;\nNina;mia_odon;agent\nOle;ole;king\nEve;eve;__proto__\n'
  const errors = [
    { line: 2, message: 'has a user name that is taken' },
    { line: 4, message: 'has no name of at most 80 characters' },
    { line: 5, message: 'has a user name that is there twice' },
    { line: 6, message: 'has a role that there is not' },
    { line: 7, message: 'has a role that there is not' },
  ]
  const people = [{ agentId: 'mia_odon', name: 'Mia Ödön', role: 'supervisor' }]
  expect(await (await send(wrong, true)).json()).toEqual({ people, errors, links: [] })
  const refused = await problemIn(await send(wrong, false))
  expect(refused.errors).toEqual(errors.map(({ line, message }) => ({ path: `line ${line}`, message })))
  expect(await person('mia_odon')).toBeUndefined()
  expect(await (await send('first,second\na,b\n', true)).json()).toMatchObject({
    errors: [{ line: 1, message: 'no column is called name' }],
  })
  expect(await (await send('name\n', false)).json()).toEqual({ people: [], errors: [], links: [] })
  const right = 'name,user name\nPia Post,\nQuinn,q_1\n'
  const imported = (await (await send(right, false)).json()) as { links: InvitationLink[] }
  expect(imported.links.map(({ agentId }) => agentId)).toEqual(['pia_post', 'q_1'])
  expect(await person('q_1')).toMatchObject({ name: 'Quinn', role: 'agent', password: 'invited' })
  const { username = '', secret = '' } = invitationIn(new URL(imported.links[0]?.link ?? '').hash) ?? {}
  expect(await office.accounts.invitationState(username, secret)).toBe('good')
})
