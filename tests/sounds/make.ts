import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readWav, writeWav } from '../simulator/media/wav.ts'
import { makeSounds } from './sounds.ts'

/** `npm run sounds` writes the sounds of the coordinator; `--check` only says which files are out of date. */
const FOLDER = 'coordinator/twilio/sounds'

for (const [name, samples] of Object.entries(makeSounds())) {
  const file = `${FOLDER}/${name}.wav`
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url))
  if (existsSync(path) && isSame(readWav(readFileSync(path)), samples)) continue
  if (process.argv.includes('--check')) {
    process.stderr.write(`${file} is out of date: npm run sounds\n`)
    process.exitCode = 1
  } else writeFileSync(path, writeWav(samples))
}

/** The last bit of a sine may differ between versions of Node, and so may a rounded sample. */
function isSame(one: Int16Array, other: Int16Array): boolean {
  return one.length === other.length && one.every((sample, n) => Math.abs(sample - (other[n] ?? 0)) <= 1)
}
