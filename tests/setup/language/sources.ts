import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const WEB = fileURLToPath(new URL('../../../web', import.meta.url))

/** A source of the console, by its path below web/. */
export interface Source {
  file: string
  text: string
}

const OTHER = /^(dist|node_modules|public)\/|^language\/(build\/|texts\.ts)|\.d\.ts$/

export const sources = (): Source[] =>
  readdirSync(WEB, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|html)$/.test(file) && !OTHER.test(file))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(WEB, file), 'utf8') }))

/** What a page loads with `file`, before anything is asked for later. */
export function loadedWith(file: string, all: readonly Source[]): Source[] {
  const found = new Map<string, Source>()
  const visit = (name: string) => {
    const source = all.find((it) => it.file === name)
    if (!source || found.has(name)) return
    found.set(name, source)
    for (const [, path] of source.text.matchAll(
      /^(?:import|export) (?!type )(?:[\w*{},\s]*? from )?['"](\.[^'"]+)['"]/gm,
    ))
      visit(join(dirname(name), path ?? ''))
  }
  visit(file)
  return [...found.values()]
}

/** The keys of the catalogue that a source names, and those that begin as one does that it puts together. */
export function keysIn({ text }: Source, all: readonly string[]): string[] {
  const named = new Set([...text.matchAll(/['"`%]([a-z]\w*(?:\.\w+)+)['"`%]/g)].map(([, key]) => key))
  const begun = [...text.matchAll(/`([a-z]\w*(?:\.\w+)*\.)\$\{[^}]+\}(?:\.\w+)?`/g)].map(
    ([, start]) => start ?? '',
  )
  return all.filter((key) => named.has(key) || begun.some((start) => key.startsWith(start)))
}
