import { randomBytes, randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AgentId, Role } from '../../../machines/ids.ts'

const SandboxPerson = z.object({ agentId: AgentId, name: z.string(), role: Role, password: z.string() })
export type SandboxPerson = z.infer<typeof SandboxPerson>

const SandboxState = z.object({
  accountSid: z.string(),
  authToken: z.string(),
  apiKeySid: z.string(),
  apiKeySecret: z.string(),
  twimlAppSid: z.string(),
  number: z.string(),
  people: z.array(SandboxPerson),
  /** With passwords that an older version has made, which are too short. */
  formerPeople: z.array(SandboxPerson).default([]),
})
export type SandboxState = z.infer<typeof SandboxState>

/**
 * The simulated account and the people of the sandbox. They are kept in DATA_DIR, so that a restart finds its callers
 * and the passwords stay.
 * @throws {Error} when the file is there and is not the state of a sandbox
 */
export function sandboxState(dataDir: string): SandboxState {
  const file = fileIn(dataDir)
  const kept = read(file)
  if (kept?.people.every(({ password }) => STRONG.test(password))) return kept
  const made = kept ? { ...kept, people: people(), formerPeople: kept.people } : make()
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
  return made
}

/** Everybody whose password a sandbox of this folder has printed, with that password. Makes no sandbox. */
export function everPrinted(dataDir: string): readonly SandboxPerson[] {
  const kept = read(fileIn(dataDir))
  return kept === null ? [] : [...kept.people, ...kept.formerPeople]
}

const fileIn = (dataDir: string) => join(dataDir, 'sandbox.json')

function read(file: string): SandboxState | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const state = SandboxState.safeParse(parseJson(text))
  if (state.success) return state.data
  throw new Error(`${file} is not the state of a sandbox. Remove it, and a new sandbox is made.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function make(): SandboxState {
  return {
    accountSid: sid('AC'),
    authToken: hex(),
    apiKeySid: sid('SK'),
    apiKeySecret: hex(),
    twimlAppSid: sid('AP'),
    number: '+12175550100',
    people: people(),
    formerPeople: [],
  }
}

const people = (): SandboxPerson[] => [
  { agentId: 'front_desk', name: 'Front desk', role: 'agent', password: password() },
  { agentId: 'sales', name: 'Sales', role: 'agent', password: password() },
  { agentId: 'ops', name: 'Operations', role: 'admin', password: password() },
]

const hex = () => randomBytes(16).toString('hex')
const sid = (kind: string) => kind + hex()

/** Letters and digits that nobody confuses. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const STRONG = /^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$/

/** 79 random bits. */
function password(): string {
  const four = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return [four(), four(), four(), four()].join('-')
}
