import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const FOLDER = 'coordinator/settings'

/** Every field of the schemas: `NAME: whole(…)`. */
function namesInSchemas(): string[] {
  const sources = readdirSync(FOLDER).map((file) => readFileSync(`${FOLDER}/${file}`, 'utf8'))
  return sources.flatMap((source) =>
    [...source.matchAll(/^\s+([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name ?? ''),
  )
}

/** The first cell of each row of docs/settings.md may name several settings. */
function namesInDocs(): string[] {
  const cells = readFileSync('docs/settings.md', 'utf8').matchAll(/^\| (`[^|]+`) \|/gm)
  return [...cells].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name ?? ''),
  )
}

test('docs/settings.md lists every setting once, and no other', () => {
  const documented = namesInDocs()
  expect(documented.length).toBeGreaterThan(40)
  expect(documented.toSorted()).toEqual([...new Set(namesInSchemas())].toSorted())
})
