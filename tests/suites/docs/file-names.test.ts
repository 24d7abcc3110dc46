import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const FOLDERS = ['.ci', 'coordinator', 'docs', 'jobs', 'machines', 'migrations', 'tests', 'web'] as const
const GENERATED = /(^|\/)(node_modules|dist)\//
const CODE = /\.(tsx?|mjs|lua|css)$/

const atRoot = readdirSync('.').filter((name) => statSync(name).isFile())
const inFolders = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
)
const files = [...atRoot, ...inFolders].filter((name) => !GENERATED.test(`${name}/`))

/** Each file by every end of its path: `coordinator/feed/feed.ts` is `feed/feed.ts` too. */
const known = new Set(files.flatMap((file) => file.split('/').map((_, n, parts) => parts.slice(n).join('/'))))

const pages = files.filter((file) => file.endsWith('.md'))
/** Decisions record their time: files that they name may have gone since. */
const current = pages.filter((page) => !/^(docs\/decisions|tests)\//.test(page))

const textOf = (file: string) => readFileSync(file, 'utf8')
const prose = (page: string) => textOf(page).replaceAll(/^```[\s\S]*?^```/gm, '')

/** The id that GitHub gives to a heading. */
const idOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

function isBroken(page: string, link: string): boolean {
  const [path = '', id] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(target)) return true
  if (id === undefined) return false
  const headings = [...textOf(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => idOf(heading))
  return !headings.includes(id)
}

test.each(pages)('the links of %s lead somewhere', (page) => {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  expect(links.filter((link) => !/^https?:/.test(link) && isBroken(page, link))).toEqual([])
})

describe('each file that is named exists', () => {
  test.each(current)('in %s', (page) => {
    const named = [...prose(page).matchAll(/`([\w@./-]+)`/g)].map(([, name = '']) => name)
    const ofRepository = named.filter((name) => FOLDERS.some((folder) => name.startsWith(`${folder}/`)))
    expect(ofRepository.filter((name) => !existsSync(name))).toEqual([])
    const sources = named.filter((name) => CODE.test(name))
    expect(sources.filter((name) => !known.has(name))).toEqual([])
  })

  test('in the comments of the code', () => {
    const sources = files.filter((file) => CODE.test(file))
    const unknown = sources.flatMap((file) =>
      namedInComments(textOf(file))
        .filter((name) => !isKnownTo(file, name))
        .map((name) => `${file}: ${name}`),
    )
    expect(unknown).toEqual([])
  })
})

/** A bare name means a file beside the one that names it, or one at the root. */
function isKnownTo(file: string, name: string): boolean {
  if (!name.includes('/')) return existsSync(join(dirname(file), name)) || existsSync(name)
  return existsSync(join(dirname(file), name)) || known.has(name.replace(/^(\.{1,2}\/)+/, ''))
}

/** In `// …`, `-- …` and between comment marks; not in addresses on the web, and not as the place of an argument: `<entry.ts>`. */
function namedInComments(source: string): string[] {
  const comments = source.replaceAll(/https?:\/\/\S+/g, '').matchAll(/\/\*[\s\S]*?\*\/|\/\/.*$|--.*$/gm)
  return [...comments].flatMap(
    ([comment]) => comment.match(/(?<![<\w@./-])[\w@./-]+\.(?:tsx?|mjs|lua|md)\b/g) ?? [],
  )
}
