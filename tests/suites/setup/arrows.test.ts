import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ROOT } from '../../setup/child.ts'

type Arrow = [file: string, source: string]

/** What biome.json forbids: one file and one import of it each. */
const FORBIDDEN: Arrow[] = [
  ['machines/call/a.ts', 'ioredis'],
  ['machines/call/a.ts', 'node:fs'],
  ['machines/call/a.ts', '../../coordinator/runtime.ts'],
  ['machines/ids.ts', '../coordinator/runtime.ts'],
  ['coordinator/protocol/a.ts', 'koa'],
  ['coordinator/protocol/a.ts', '../runtime.ts'],
  ['coordinator/protocol/a.ts', '../calls/view.ts'],
  ['coordinator/protocol/office/a.ts', '../../office/store.ts'],
  ['web/desk/a.ts', '../../coordinator/calls/view.ts'],
  ['web/desk/a.ts', '../../jobs/queue.ts'],
  ['coordinator/durable/a.ts', '../calls/view.ts'],
  ['coordinator/durable/a.ts', '../twilio/lanes.ts'],
  ['coordinator/durable/a.ts', '../job-scheduler.ts'],
  ['coordinator/durable/a.ts', '../protocol/api.ts'],
  ['coordinator/durable/a.ts', '../../machines/call/machine.ts'],
  ['coordinator/durable/a.ts', '../../jobs/queue.ts'],
  ['coordinator/calls/a.ts', '../twilio/lanes.ts'],
  ['coordinator/calls/a.ts', '../api/routes.ts'],
  ['coordinator/calls/a.ts', '../composition.ts'],
  ['coordinator/agents/a.ts', '../feed/feed.ts'],
  ['coordinator/agents/a.ts', '../../jobs/queue.ts'],
  ['coordinator/twilio/webhooks/a.ts', '../../../jobs/queue.ts'],
  ['coordinator/twilio/webhooks/a.ts', '../../process.ts'],
  ['coordinator/feed/a.ts', '../composition.ts'],
  ['coordinator/feed/a.ts', '../commands/lifecycle.ts'],
  ['coordinator/settings.ts', '../jobs/queue.ts'],
  ['coordinator/composition.ts', '../tests/setup/desk.ts'],
  ['coordinator/commands/a.ts', '../../tests/setup/desk.ts'],
  ['jobs/handlers/a.ts', '../../coordinator/commands/lifecycle.ts'],
  ['jobs/handlers/a.ts', '../../coordinator/composition.ts'],
  ['jobs/a.ts', '../tests/setup/desk.ts'],
  ['migrations/a.ts', '../jobs/queue.ts'],
]

/** What it must leave alone. */
const ALLOWED: Arrow[] = [
  ['machines/call/a.ts', '../ids.ts'],
  ['machines/call/a.ts', 'xstate'],
  ['coordinator/protocol/office/a.ts', '../../../machines/ids.ts'],
  ['web/desk/a.ts', '../../coordinator/protocol/api.ts'],
  ['coordinator/durable/a.ts', '../redis/script.ts'],
  ['coordinator/calls/a.ts', '../durable/decide.ts'],
  ['coordinator/calls/a.ts', '../feed/desk-reader.ts'],
  ['coordinator/going-live/a.ts', '../settings/process.ts'],
  ['coordinator/process.ts', '../jobs/queue.ts'],
  ['coordinator/commands/a.ts', '../../jobs/workers.ts'],
  ['jobs/handlers/a.ts', '../../coordinator/calls/calls-port.ts'],
]

test('the linter refuses each arrow that the house forbids, and no other', () => {
  const refused = lint([...FORBIDDEN, ...ALLOWED], 'lint/style/noRestrictedImports')
  expect(refused.sort()).toEqual(FORBIDDEN.map(arrow).sort())
}, 60_000)

test('two modules that import a type of each other are a circle', () => {
  const circle: Arrow[] = [
    ['coordinator/feed/a.ts', './b.ts'],
    ['coordinator/feed/b.ts', './a.ts'],
  ]
  expect(lint(circle, 'lint/suspicious/noImportCycles')).toEqual(circle.map(arrow))
}, 60_000)

const Report = z.object({
  diagnostics: z.array(
    z.object({
      category: z.string(),
      location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }),
    }),
  ),
})

/** The arrows that `rule` refuses in a project that has the linter's settings and these imports alone, a line each. */
function lint(arrows: Arrow[], rule: string): string[] {
  const project = mkdtempSync(join(tmpdir(), 'switchyard-arrows-'))
  try {
    const { vcs: _, ...settings } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'))
    writeFileSync(join(project, 'biome.json'), JSON.stringify(settings))
    const sources = new Map<string, string[]>()
    for (const [file, source] of arrows) sources.set(file, [...(sources.get(file) ?? []), source])
    for (const [file, imports] of sources) {
      mkdirSync(dirname(join(project, file)), { recursive: true })
      const lines = imports.map((source, n) => `export type { T as T${n} } from '${source}'\n`)
      writeFileSync(join(project, file), `${lines.join('')}export type T = string\n`)
    }
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/@biomejs/biome/bin/biome'),
        'lint',
        '--reporter=json',
        '--max-diagnostics=none',
        '.',
      ],
      { cwd: project, encoding: 'utf8' },
    )
    return Report.parse(JSON.parse(stdout))
      .diagnostics.filter(({ category }) => category === rule)
      .map(({ location: { path, start } }) => arrow([path, sources.get(path)?.[start.line - 1] ?? '']))
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

function arrow([file, source]: Arrow): string {
  return `${file} -> ${source}`
}
