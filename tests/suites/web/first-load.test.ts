import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { buildConsole } from '../../../coordinator/commands/launcher/build-console.ts'

/** Of the files that a browser loads before sign-in, gzipped, in bytes. */
const MOST_SCRIPT = 150_000
const MOST_STYLES = 20_000
/** Of the script of the desk beside them. */
const MOST_DESK = 120_000

let folder: string
let names: string[]
const read = (name: string) => readFileSync(join(folder, name))
const textOf = (ending: string) =>
  names.filter((name) => name.endsWith(ending)).map((name) => read(name).toString())

beforeAll(async () => {
  folder = await buildConsole()
  names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
})

interface Bytes {
  plain: number
  gzip: number
  brotli: number
}

function total(of: readonly string[]): Bytes {
  const size = (name: string) => (existsSync(join(folder, name)) ? read(name).length : null)
  const sum = (suffix: string) => of.reduce((all, it) => all + (size(it + suffix) ?? size(it) ?? 0), 0)
  return { plain: sum(''), gzip: sum('.gz'), brotli: sum('.br') }
}

const firstLoad = () =>
  [
    ...read('index.html')
      .toString()
      .matchAll(/ (?:src|href)="\/(assets\/[^"]+)"/g),
  ].map(([, name]) => name ?? '')

test('what a browser loads before sign-in is small', () => {
  const before = firstLoad()
  const after = names.filter((name) => /^assets.*\.(js|css)$/.test(name) && !before.includes(name))
  const of = (list: string[], ending: string) => total(list.filter((name) => name.endsWith(ending)))
  const rows = {
    'script before sign-in': of(before, '.js'),
    'styles before sign-in': of(before, '.css'),
    'script after sign-in, all pages': of(after, '.js'),
    'styles after sign-in, all pages': of(after, '.css'),
  }
  // The table of docs/benchmark.md.
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
  for (const [what, { plain, gzip, brotli }] of Object.entries(rows))
    process.stdout.write(`| ${what} | ${kB(plain)} | ${kB(gzip)} | ${kB(brotli)} |\n`)
  expect(rows['script before sign-in'].gzip).toBeGreaterThan(0)
  expect(rows['script before sign-in'].gzip).toBeLessThanOrEqual(MOST_SCRIPT)
  expect(rows['styles before sign-in'].gzip).toBeLessThanOrEqual(MOST_STYLES)
})

test('the desk is small, and its other pages are not in it', () => {
  const chunk = (name: string) =>
    total(names.filter((it) => new RegExp(`^assets/${name}-[^/]+\\.js$`).test(it)))
  expect(chunk('desk-part').gzip).toBeGreaterThan(0)
  expect(chunk('desk-part').gzip).toBeLessThanOrEqual(MOST_DESK)
  for (const page of ['contacts-page', 'caller-record', 'office-page', 'voicemail-page'])
    expect(chunk(page).gzip, page).toBeGreaterThan(0)
})

test('a compressed file has the content of its file', () => {
  const compressed = names.filter((name) => name.endsWith('.br'))
  expect(compressed.length).toBeGreaterThan(5)
  for (const br of compressed) {
    const name = br.slice(0, -'.br'.length)
    expect(brotliDecompressSync(read(br)).equals(read(name)), br).toBe(true)
    expect(gunzipSync(read(`${name}.gz`)).equals(read(name)), name).toBe(true)
  }
})

test('each component of Mantine that the console has, has its styles', () => {
  const classesIn = (text: string) => new Set(text.match(/\bm_[0-9a-f]+\b/g))
  const styled = classesIn(
    readFileSync(createRequire(import.meta.url).resolve('@mantine/core/styles.css'), 'utf8'),
  )
  const built = classesIn(textOf('.css').join())
  const used = [...classesIn(textOf('.js').join())].filter((name) => styled.has(name))
  expect(used.length).toBeGreaterThan(20)
  expect(used.filter((name) => !built.has(name))).toEqual([])
  expect([...built].filter((name) => !used.includes(name)).length).toBeLessThan(40)
})
