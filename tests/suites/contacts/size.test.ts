import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { ContactBook, entryOf } from '../../../coordinator/contacts/book.ts'
import { figure } from '../../setup/figure.ts'

const CONTACTS = 20_000
const MB = 1024 * 1024

setFlagsFromString('--expose-gc')
const gc: () => void = runInNewContext('gc')
const heap = () => {
  gc()
  return process.memoryUsage().heapUsed
}

/** As Redis has it: two numbers, and a note on every second contact. */
const stored = (n: number) =>
  JSON.stringify({
    id: `${n.toString(16).padStart(8, '0')}-7d4c-4a49-9c6e-3c1d8a0b5f21`,
    rev: 1,
    name: `Person ${n} of Ångström`,
    organisation: `Company ${n % 500} and Partners`,
    numbers: [
      { number: `+1217${2_000_000 + n}`, kind: 'work' },
      { number: `+1309${2_000_000 + n}`, kind: 'mobile' },
    ],
    note: n % 2 === 0 ? 'Pays by invoice only. Ask for the workshop, not for the shop.' : null,
    vip: false,
    blocked: false,
  })

test('20,000 contacts need at most 30 MB of a process, and the p95 of searches is below 50 ms', () => {
  const before = heap()
  const book = new ContactBook()
  book.fill(Array.from({ length: CONTACTS }, (_, n) => entryOf(JSON.parse(stored(n)))))
  const memory = (heap() - before) / MB
  figure('memory of 20,000 contacts, MB', memory)
  const queries = ['19999 angstrom', '217 201 9999', 'nobody', 'person', 'partners ström 77', '']
  const times = Array.from({ length: 120 }, (_, n) => {
    const began = process.cpuUsage()
    book.search(queries[n % queries.length] ?? '', 50)
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1_000
  }).sort((a, b) => a - b)
  const p95 = times[Math.floor(times.length * 0.95)] ?? 0
  figure('a search of 20,000 contacts, p95 in ms of CPU', p95)
  expect(memory).toBeLessThan(30)
  expect(p95).toBeLessThan(50)
})
