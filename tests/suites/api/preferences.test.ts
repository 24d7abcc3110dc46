import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Office, openOffice, type Person, problemIn } from './office.ts'

const PATH = '/api/me/preferences'

let office: Office
let mia: Person
let ben: Person

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
  ben = await office.employ('ben')
})
afterAll(() => office.close())

const chosenBy = async (person: Person) => (await person.get(PATH)).json()
const change = (person: Person, body: unknown) => person.request('PATCH', PATH, body)

test('an agent begins with what nobody has chosen', async () => {
  expect(await chosenBy(ben)).toEqual({ density: 'comfortable', language: 'auto', favourites: [] })
})

test('what an agent chooses is kept for that agent alone, and what is left out stays', async () => {
  expect((await change(mia, { density: 'compact' })).status).toBe(204)
  expect((await change(mia, { favourites: ['ben', 'ann'] })).status).toBe(204)
  expect((await change(mia, { language: 'de' })).status).toBe(204)
  expect(await chosenBy(mia)).toEqual({ density: 'compact', language: 'de', favourites: ['ben', 'ann'] })
  expect(await chosenBy(ben)).toMatchObject({ favourites: [] })
})

test('two changes at once are both kept', async () => {
  await Promise.all([change(ben, { density: 'compact' }), change(ben, { favourites: ['mia'] })])
  expect(await chosenBy(ben)).toEqual({ density: 'compact', language: 'auto', favourites: ['mia'] })
})

test.each([
  [{ density: 'tiny' }, 'density'],
  [{ language: 'xx' }, 'language'],
  [{ favourites: ['Not an id'] }, 'favourites.0'],
  [{ favourites: Array.from({ length: 201 }, (_, n) => `agent_${n}`) }, 'favourites'],
])('a choice that cannot be is refused, and changes nothing: %j', async (body, path) => {
  const before = await chosenBy(mia)
  const refused = await change(mia, body)
  expect(refused.status).toBe(400)
  expect((await problemIn(refused)).errors?.[0]?.path).toBe(path)
  expect(await chosenBy(mia)).toEqual(before)
})
