import { z } from 'zod'
import { type DeskSettings, WAITS } from '../protocol/session.ts'
import type { Environment } from './environment.ts'
import { type FieldFacts, fieldFacts, seconds, whole } from './fields.ts'

const secondsOf = (ms: number) => seconds(ms / 1_000)

/** The settings that an administrator may change in the console. A variable of the environment wins over the console. */
export const changeableFields = () =>
  z.object({
    RING_TIMEOUT_S: seconds(30),
    JOIN_TIMEOUT_S: seconds(12),
    PARK_TIMEOUT_S: seconds(120),
    RETURN_TIMEOUT_S: seconds(30),
    TRANSFER_TIMEOUT_S: seconds(25),
    DIAL_TIMEOUT_S: seconds(45),
    PARKING_SLOTS: whole(1, 1000, 20),
    ANSWER_LONG_S: secondsOf(WAITS.answer.longMs),
    ANSWER_TOO_LONG_S: secondsOf(WAITS.answer.tooLongMs),
    LOT_LONG_S: secondsOf(WAITS.lot.longMs),
    LOT_TOO_LONG_S: secondsOf(WAITS.lot.tooLongMs),
    OUTSIDE_LEG_LIMIT_S: seconds(4 * 60 * 60),
    OUTSIDE_TRANSFER_LIMIT_S: seconds(60 * 60),
    OUTSIDE_LEGS_PER_AGENT: whole(1, 1_000, 5),
    OUTSIDE_LEGS: whole(1, 10_000, 50),
    OUTSIDE_MINUTES_PER_AGENT: whole(1, 100_000, 480, 'minutes'),
    OUTSIDE_MINUTES: whole(1, 1_000_000, 6_000, 'minutes'),
  })
type ChangeableFields = z.output<ReturnType<typeof changeableFields>>
export type SettingName = keyof ChangeableFields

/** The second one must come after the first. */
const IN_ORDER = [
  ['ANSWER_LONG_S', 'ANSWER_TOO_LONG_S'],
  ['LOT_LONG_S', 'LOT_TOO_LONG_S'],
] as const satisfies [SettingName, SettingName][]

/** What must be true of several fields together. */
export function inOrder(
  read: Pick<ChangeableFields, (typeof IN_ORDER)[number][number]>,
  context: z.RefinementCtx,
) {
  for (const [earlier, later] of IN_ORDER)
    if (read[earlier] >= read[later])
      context.addIssue({
        code: 'custom',
        path: [later],
        message: `does not come after ${earlier}; accepted: more seconds than ${earlier}`,
      })
}

const fields = changeableFields()
const schema = fields.superRefine(inOrder)
export const SettingName = fields.keyof()

/** The changeable settings, by their places in the settings of a process. Times are in milliseconds. */
export const arrangeChangeable = (read: ChangeableFields) => ({
  limits: {
    ringMs: read.RING_TIMEOUT_S,
    joinMs: read.JOIN_TIMEOUT_S,
    parkMs: read.PARK_TIMEOUT_S,
    returnMs: read.RETURN_TIMEOUT_S,
    transferMs: read.TRANSFER_TIMEOUT_S,
    dialMs: read.DIAL_TIMEOUT_S,
  },
  parkingSlots: read.PARKING_SLOTS,
  /** From when on a desk shows a wait as long, and as too long. */
  waits: {
    answer: { longMs: read.ANSWER_LONG_S, tooLongMs: read.ANSWER_TOO_LONG_S },
    lot: { longMs: read.LOT_LONG_S, tooLongMs: read.LOT_TOO_LONG_S },
  } satisfies DeskSettings['waits'],
  /** How long outside legs may last; how many at the same time, and how many minutes in a day (UTC). */
  outside: {
    dialledMs: read.OUTSIDE_LEG_LIMIT_S,
    transferredMs: read.OUTSIDE_TRANSFER_LIMIT_S,
    legsOfAgent: read.OUTSIDE_LEGS_PER_AGENT,
    legs: read.OUTSIDE_LEGS,
    minutesOfAgent: read.OUTSIDE_MINUTES_PER_AGENT,
    minutes: read.OUTSIDE_MINUTES,
  },
})
export type ChangeableSettings = ReturnType<typeof arrangeChangeable>

/** Values as the environment has them, by the names of their settings. */
export type SettingTexts = Partial<Record<SettingName, string>>

/** The changeable settings that the environment has. */
export const changeableIn = (environment: Environment): SettingTexts =>
  Object.fromEntries(SettingName.options.flatMap((name) => (name in environment ? [[name, environment[name]]] : [])))

export const factsOf = (name: SettingName): FieldFacts => {
  const facts = fieldFacts.get(fields.shape[name])
  if (facts === undefined) throw new Error(`${name} has no facts for people`)
  return facts
}

export interface SettingFault {
  name: SettingName
  message: string
}

/** What is wrong with these values. */
export function faultsIn(texts: SettingTexts): SettingFault[] {
  const { error } = schema.safeParse(texts)
  return (error?.issues ?? []).map(({ path, message }) => ({ name: SettingName.parse(path.at(-1)), message }))
}

/**
 * The settings where the office has chosen values and the environment has others.
 * @returns `used`: what of the choice applies; `faults`: why the rest does not
 */
export function settingsOf(
  chosen: SettingTexts,
  environment: SettingTexts,
): { settings: ChangeableSettings; used: SettingTexts; faults: SettingFault[] } {
  const used = { ...chosen }
  const faults: SettingFault[] = []
  for (;;) {
    const texts = { ...used, ...environment }
    const read = schema.safeParse(texts)
    if (read.success) return { settings: arrangeChangeable(read.data), used, faults }
    // Without any choice all is well: the environment alone was accepted when the process started.
    for (const { name, message } of faultsIn(texts)) {
      const [earlier = name] = IN_ORDER.find(([, later]) => later === name) ?? []
      const blamed = name in used ? name : earlier
      delete used[blamed]
      faults.push({ name: blamed, message })
    }
  }
}
