// Preloaded into every process of a test run: writes down what goes to Twilio and what the simulator answers.
//   node --import '<this file>?into=<folder>'
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = new URL(import.meta.url).searchParams.get('into')

/** @param {'request' | 'answer'} kind */
const note = (kind) => (/** @type {unknown} */ message) => {
  if (folder === null) return
  const line = JSON.stringify({ kind, from: process.env.TEST_FILE ?? process.argv[1], what: message })
  try {
    appendFileSync(join(folder, `${process.pid}.jsonl`), `${line}\n`)
  } catch {
    // The run is over and its folder gone; a process that outlives it has nobody to tell.
  }
}

subscribe('switchyard.twilio-rest', note('request'))
subscribe('simulator.rest', note('answer'))
