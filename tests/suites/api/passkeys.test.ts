import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type EnrolmentStart,
  type FactorState,
  PasskeyRegistration,
  type PasskeyRequest,
} from '../../../coordinator/protocol/second-factor.ts'
import { createSecondFactor } from '../../../coordinator/second-factor/second-factor.ts'
import { type Authenticator, authenticatorOf } from '../../setup/authenticator.ts'
import { codeIn, cookieOf, type Office, openOffice, type Person, PUBLIC_URL, problemIn } from './office.ts'
import { secondFactorsOf } from './second-factors.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice({ secondFactorRoles: ['admin'], trustedProxies: 1 })
})
afterAll(() => office.close())

const { signIn, begins, newAdministrator } = secondFactorsOf(() => office)

type Created = ReturnType<Authenticator['create']>
type Got = ReturnType<Authenticator['get']>
const enrols = (agentId: string, response: Created) =>
  signIn(agentId, { enrol: { type: 'passkey', response } })
const proves = (agentId: string, response: Got) =>
  signIn(agentId, { secondFactor: { type: 'passkey', response } })

/** What the browser is asked to create, before the first sign-in. */
const optionsToCreate = async (agentId: string) => optionsIn(await begins(agentId, 'passkey'))

async function optionsIn(answer: Response) {
  const begun = (await answer.json()) as EnrolmentStart
  if (begun.type !== 'passkey') throw new Error(`Asked for ${begun.type}`)
  return begun.options
}

/** What a sign-in asks the browser for. */
async function optionsToGet(agentId: string): Promise<PasskeyRequest> {
  const { secondFactor } = await problemIn(await signIn(agentId))
  if (!secondFactor?.passkey) throw new Error('No passkey is asked for')
  return secondFactor.passkey
}

/** An administrator who has a passkey, and is signed in. */
async function administrator(): Promise<{ agentId: string; key: Authenticator; person: Person }> {
  const agentId = await newAdministrator()
  const key = authenticatorOf(PUBLIC_URL)
  const entered = await enrols(agentId, key.create(await optionsToCreate(agentId)))
  expect(entered.status).toBe(204)
  return { agentId, key, person: office.person(agentId, cookieOf(entered)) }
}

const WRONG = [401, 'wrong_second_factor']

test('an administrator sets up a passkey at the first sign-in, and each further sign-in asks for it', async () => {
  const { agentId, key, person } = await administrator()
  const state = (await (await person.get('/api/me/second-factor')).json()) as FactorState
  expect(state).toMatchObject({ passkeys: [{ id: key.id, name: 'Passkey', usedAt: null }], totp: null })

  expect(await problemIn(await signIn(agentId))).toMatchObject({
    code: 'second_factor_required',
    secondFactor: {
      accepted: ['passkey'],
      enrol: [],
      passkey: { rpId: 'desk.example.com', allowCredentials: [{ id: key.id, transports: ['internal'] }] },
    },
  })
  const response = key.get(await optionsToGet(agentId))
  expect((await proves(agentId, response)).status).toBe(204)
  // The answer counts once, and the refusal asks for another one.
  const again = await problemIn(await proves(agentId, response))
  expect(again.code).toBe('wrong_second_factor')
  expect((await proves(agentId, key.get(again.secondFactor?.passkey ?? { challenge: '' }))).status).toBe(204)
})

test('many sign-ins at once with one answer are one', async () => {
  const { agentId, key } = await administrator()
  const response = key.get(await optionsToGet(agentId))
  const answers = await Promise.all(Array.from({ length: 4 }, () => proves(agentId, response)))
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)

  const other = await newAdministrator()
  const created = authenticatorOf(PUBLIC_URL).create(await optionsToCreate(other))
  const firsts = await Promise.all(Array.from({ length: 4 }, () => enrols(other, created)))
  expect(firsts.filter(({ status }) => status === 204)).toHaveLength(1)
})

describe('a passkey opens nothing', () => {
  test.each([
    ['for a page of another origin', { origin: 'https://desk.example.org' }],
    ['for a page of a subdomain', { origin: 'https://evil.desk.example.com' }],
    ['for another domain', { rpId: 'example.com' }],
  ])('%s', async (_, circumstances) => {
    const newcomer = await newAdministrator()
    const created = authenticatorOf(PUBLIC_URL).create(await optionsToCreate(newcomer), circumstances)
    expect(await codeIn(await enrols(newcomer, created))).toEqual(WRONG)

    const { agentId, key } = await administrator()
    const got = key.get(await optionsToGet(agentId), circumstances)
    expect(await codeIn(await proves(agentId, got))).toEqual(WRONG)
    expect((await proves(agentId, key.get(await optionsToGet(agentId)))).status).toBe(204)
  })

  test('whose counter goes back: it was copied', async () => {
    const { agentId, key } = await administrator()
    expect((await proves(agentId, key.get(await optionsToGet(agentId), { counter: 9 }))).status).toBe(204)
    for (const counter of [9, 8, 0])
      expect(await codeIn(await proves(agentId, key.get(await optionsToGet(agentId), { counter })))).toEqual(
        WRONG,
      )
    expect((await proves(agentId, key.get(await optionsToGet(agentId), { counter: 10 }))).status).toBe(204)
  })

  test('to another person, whichever name and challenge it is used with', async () => {
    const ann = await administrator()
    const bob = await administrator()
    const forAnn = async () => bob.key.get(await optionsToGet(ann.agentId))
    expect(await codeIn(await proves(ann.agentId, await forAnn()))).toEqual(WRONG)
    // Ann's key is named, and Bob's has signed.
    const named = { ...(await forAnn()), id: ann.key.id, rawId: ann.key.id }
    expect(await codeIn(await proves(ann.agentId, named))).toEqual(WRONG)
    // Ann's key has signed what Bob was asked for.
    const asked = ann.key.get(await optionsToGet(bob.agentId))
    expect(await codeIn(await proves(ann.agentId, asked))).toEqual(WRONG)
    expect(await codeIn(await proves(bob.agentId, asked))).toEqual(WRONG)
  })

  test('without a challenge of ours', async () => {
    const { agentId, key } = await administrator()
    const made = key.get({ challenge: Buffer.alloc(32, 7).toString('base64url') })
    expect(await codeIn(await proves(agentId, made))).toEqual(WRONG)
  })
})

test('on the account page an agent adds a passkey and removes it; one is not added twice', async () => {
  const { agentId, key, person } = await administrator()
  const begin = async () =>
    optionsIn(await person.request('POST', '/api/me/second-factor', { type: 'passkey' }))
  const add = (response: Created) =>
    person.request('PUT', '/api/me/second-factor', { type: 'passkey', response, name: 'Key ring' })
  const options = await begin()
  expect(options.excludeCredentials).toMatchObject([{ id: key.id }])
  expect(await codeIn(await add(key.create(options)))).toEqual(WRONG)
  const other = authenticatorOf(PUBLIC_URL)
  expect((await add(other.create(await begin()))).status).toBe(204)
  expect((await proves(agentId, other.get(await optionsToGet(agentId)))).status).toBe(204)

  expect((await person.request('DELETE', `/api/me/second-factor/passkeys/${other.id}`)).status).toBe(204)
  expect(await codeIn(await proves(agentId, other.get(await optionsToGet(agentId))))).toEqual(WRONG)
  const stranger = await administrator()
  const theirs = await stranger.person.request('DELETE', `/api/me/second-factor/passkeys/${key.id}`)
  expect(theirs.status).toBe(404)
  expect((await proves(agentId, key.get(await optionsToGet(agentId)))).status).toBe(204)
})

/** As another process has it: within one, the sign-ins of an agent wait for each other. */
const elsewhere = () =>
  createSecondFactor({
    ...{ redis: office.redis, keys: office.keys, publicUrl: PUBLIC_URL },
    clock: { now: office.now },
    roles: () => ['admin'],
  })

describe('of two processes that set up a factor at once', () => {
  test('one sets up the first factor: whoever knows the password adds none beside it', async () => {
    const agentId = await newAdministrator()
    const both = [elsewhere(), elsewhere()]
    const created = await Promise.all(
      both.map(async () => authenticatorOf(PUBLIC_URL).create(await optionsToCreate(agentId))),
    )
    const enrolled = await Promise.all(
      both.map((factors, n) => {
        const response = PasskeyRegistration.parse(created[n])
        return factors.enrolFirst(agentId, { type: 'passkey', response, name: 'Passkey' })
      }),
    )
    expect(enrolled.sort()).toEqual([false, true])
  })

  test('one takes the code', async () => {
    const agentId = await newAdministrator()
    const both = [elsewhere(), elsewhere()]
    const begun = await both[0]?.begin({ agentId, name: agentId, role: 'admin' }, 'totp')
    if (begun?.type !== 'totp') throw new Error('No secret')
    const code = new TOTP({ secret: begun.secret }).generate({ timestamp: office.now() })
    const enrolled = await Promise.all(both.map((factors) => factors.enrol(agentId, { type: 'totp', code })))
    expect(enrolled.sort()).toEqual([false, true])
  })
})
