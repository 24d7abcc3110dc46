import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import compile from 'icu-minify/compile'
import type { CompiledMessage } from 'icu-minify/format'

/** One language as it is written: flat keys, `room.name`, and messages in the ICU message format. */
export type Messages = Readonly<Record<string, string>>

export const pathOf = (language: string) => fileURLToPath(new URL(`../${language}.json`, import.meta.url))

export const messagesOf = (language: string): Messages => JSON.parse(readFileSync(pathOf(language), 'utf8'))

/** Rooms that are parts of their own: read before the desk is there, by the service worker, and in the page itself. */
const APART = ['start', 'offline', 'html']

const partOf = (key: string) => APART.find((room) => key.startsWith(`${room}.`)) ?? 'desk'

export const inPart = (messages: Messages, part: string): Messages =>
  Object.fromEntries(Object.entries(messages).filter(([key]) => partOf(key) === part))

/** @throws with the key of a message that is no ICU message */
export function compiled(messages: Messages): Record<string, CompiledMessage> {
  return Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [key, compiledOne(key, message)]),
  )
}

function compiledOne(key: string, message: string): CompiledMessage {
  try {
    return compile(message)
  } catch (error) {
    throw new Error(`${key} is no ICU message: ${message}`, { cause: error })
  }
}
