import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('docs/operations.md names lines that the log has', () => {
  const [, row = ''] = /^\| the log, .*? \| (.+) \|$/m.exec(readFileSync('docs/operations.md', 'utf8')) ?? []
  const lines = [...row.matchAll(/`([^`]+)`/g)].map(([, line = '']) => line)
  expect(lines.length).toBeGreaterThan(2)
  const sources = ['coordinator', 'jobs'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
  )
  expect(lines.filter((line) => !sources.some((source) => source.includes(`'${line}`)))).toEqual([])
})
