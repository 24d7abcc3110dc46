import { z } from 'zod'
import { t } from '../language/text.ts'
import { keyLabel } from './action-words.ts'
import { digitOf, worksWhileTyping } from './key-name.ts'
import { ACTION_IDS, type ActionId, defaultKeys, PROFILES, type Profile } from './table.ts'

/** The keys of one person. */
export interface Keymap {
  readonly profile: Profile
  /** Whether keys that write text have a meaning at the desk: letters, digits and signs. */
  readonly single: boolean
  /** The keys that this person has chosen. An empty list: none. */
  readonly own: Readonly<Partial<Record<ActionId, readonly string[]>>>
}

export const KEYMAP: Keymap = { profile: 'letters', single: true, own: {} }

const Stored = z.object({
  profile: z.enum(PROFILES).catch('letters'),
  single: z.boolean().catch(true),
  own: z.record(z.string(), z.array(z.string().min(1).max(20)).max(2)).catch({}),
})

/** What was stored, or null. An action that this version does not know is left out. */
export function readKeymap(text: string | null): Keymap | null {
  if (text === null) return null
  try {
    const { own, ...rest } = Stored.parse(JSON.parse(text))
    const known = ACTION_IDS.flatMap((id) => (own[id] === undefined ? [] : [[id, own[id]] as const]))
    return { ...rest, own: Object.fromEntries(known) }
  } catch {
    return null
  }
}

/** The keys of an action. A key that the person has given to another action is not among them. */
export function keysOf({ profile, own }: Keymap, id: ActionId): readonly string[] {
  const chosen = own[id]
  if (chosen !== undefined) return chosen
  return defaultKeys(id, profile).filter((key) => givenTo(own, key) === null)
}

/** The keys of an action that the person has given to another one. */
export function lostKeys({ profile, own }: Keymap, id: ActionId): readonly { key: string; to: ActionId }[] {
  if (own[id] !== undefined) return []
  return defaultKeys(id, profile).flatMap((key) => {
    const to = givenTo(own, key)
    return to === null ? [] : [{ key, to }]
  })
}

const givenTo = (own: Keymap['own'], key: string): ActionId | null =>
  ACTION_IDS.find((id) => own[id]?.includes(key)) ?? null

/** What a key means now; null: nothing. */
export function actionOf(keymap: Keymap, key: string): ActionId | null {
  if (!keymap.single && !worksWhileTyping(key)) return null
  return ACTION_IDS.find((id) => keysOf(keymap, id).includes(key)) ?? null
}

/** The ringing row that a key answers; null for other keys. */
export function rowOf({ profile, single }: Keymap, key: string): number | null {
  if (profile === 'ctrlShift') return Number(/^Ctrl\+Shift\+([1-9])$/.exec(key)?.[1] ?? 0) || null
  return single ? digitOf(key) || null : null
}

/** The key that answers the ringing row with a digit; null where none does. */
export const rowKey = ({ profile, single }: Keymap, digit: number): string | null =>
  profile === 'ctrlShift' ? `Ctrl+Shift+${digit}` : single ? String(digit) : null

/** The keys that answer ringing rows, in words. */
export const rowKeys = ({ profile }: Keymap): string => (profile === 'ctrlShift' ? 'Ctrl+Shift+1…9' : '1…9')

const RESERVED = /^Ctrl\+(Shift\+)?[NTWQ]$|^Ctrl\+Shift\+P$|^Ctrl\+[ACVXYZ]$/

/** Why a person cannot choose a key, in words, or null. */
export function whyNotKey(key: string): string | null {
  if (digitOf(key) || /^Ctrl\+Shift\+[1-9]$/.test(key)) return t('keys.ofDigits')
  if (RESERVED.test(key)) return t('keys.ofBrowser', { key: keyLabel(key) })
  return null
}

/** Who has a key that a person chooses for an action. */
export function otherWith(keymap: Keymap, id: ActionId, key: string): ActionId | null {
  const other = actionOf({ ...keymap, single: true }, key)
  return other === id ? null : other
}

/** The action has this key alone; another one that had it has it no more. */
export function withKey(keymap: Keymap, id: ActionId, key: string | null): Keymap {
  const other = key === null ? null : otherWith(keymap, id, key)
  const own = { ...keymap.own, [id]: key === null ? [] : [key] }
  if (other !== null && own[other] !== undefined) own[other] = own[other].filter((it) => it !== key)
  return { ...keymap, own }
}

/** The action has its default keys again, which are taken from others that the person gave them to. */
export function withDefault(keymap: Keymap, id: ActionId): Keymap {
  const keys = defaultKeys(id, keymap.profile)
  const own = Object.fromEntries(
    Object.entries(keymap.own)
      .filter(([other]) => other !== id)
      .map(([other, chosen]) => [other, chosen.filter((key) => !keys.includes(key))]),
  )
  return { ...keymap, own }
}
