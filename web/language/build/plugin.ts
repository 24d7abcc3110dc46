import type { Plugin } from 'vite'
import { LANGUAGES } from '../../../coordinator/protocol/language.ts'
import { compiled, inPart, messagesOf, pathOf } from './catalogues.ts'

/** `texts:en/desk`, `texts:offline` */
const IMPORT = /^texts:(?:(\w+)\/)?(\w+)$/
/** The last part names the file of the build. */
const MODULE = /^\0\/language-(\w+)-(\w+)$/
/** A part of the page that it has once for each language. */
const EACH = /<!-- each language -->([\s\S]*?)<!-- end -->/g

/** Compiles the messages of a language when they are imported: the console needs no parser of messages. */
export function texts(): Plugin {
  return {
    name: 'texts',
    resolveId(id) {
      const [found, language = 'all', part] = IMPORT.exec(id) ?? []
      return found === undefined ? null : `\0/language-${language}-${part}`
    },
    load(id) {
      const [, language, part] = MODULE.exec(id) ?? []
      if (language === undefined || part === undefined) return null
      for (const one of LANGUAGES) this.addWatchFile(pathOf(one))
      const of = (one: string) => compiled(inPart(messagesOf(one), part))
      const all =
        language === 'all' ? Object.fromEntries(LANGUAGES.map((one) => [one, of(one)])) : of(language)
      return `export default ${JSON.stringify(all)}`
    },
    transformIndexHtml: (html) =>
      html.replace(EACH, (_, inner: string) =>
        LANGUAGES.map((language) => filledIn(inner, language)).join(''),
      ),
  }
}

/** `%key%` is the text; what is said to be English is in that language. */
function filledIn(html: string, language: string): string {
  const messages = messagesOf(language)
  return html
    .replaceAll('lang="en"', `lang="${language}"`)
    .replace(/%([\w.]+)%/g, (_, key: string) => messages[key] ?? key)
}
