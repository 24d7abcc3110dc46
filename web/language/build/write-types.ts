import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { messagesOf } from './catalogues.ts'
import { typesOf } from './types.ts'

/** `npm run language` writes `web/language/texts.ts` from the English catalogue; `--check` changes nothing and says whether it is out of date. */
const FILE = fileURLToPath(new URL('../texts.ts', import.meta.url))

const types = typesOf(messagesOf('en'))
if (!process.argv.includes('--check')) writeFileSync(FILE, types)
else if (readFileSync(FILE, 'utf8') !== types) {
  process.stderr.write('web/language/texts.ts is out of date: npm run language\n')
  process.exitCode = 1
}
