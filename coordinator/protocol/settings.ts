import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'

export const SettingUnit = z.enum(['seconds', 'minutes', 'days'])
export type SettingUnit = z.infer<typeof SettingUnit>

const SettingValue = z.union([z.number(), z.array(z.string().max(40)).max(300)])
export type SettingValue = z.infer<typeof SettingValue>

/** One setting of the office, and what people need to know who change it. */
export const SettingView = z.object({
  /** In force for what begins from now on. Null: it follows from other settings. */
  value: SettingValue.nullable(),
  /** In force where nobody has chosen a value. */
  default: SettingValue.nullable(),
  /** What a number is counted in, and its limits. */
  number: z.object({ least: z.number(), most: z.number(), unit: SettingUnit.nullable() }).nullable(),
  /** Of which words a list is made. */
  options: z.array(z.string()).nullable(),
  /** The variable of the environment that has the setting, and wins. Null: it can be changed here. */
  lockedBy: z.string().nullable(),
  /** `before`: what was chosen before; null: the default. */
  lastChange: z
    .object({
      by: z.object({ agentId: AgentId, name: z.string() }),
      at: z.iso.datetime(),
      before: SettingValue.nullable(),
    })
    .nullable(),
})
export type SettingView = z.infer<typeof SettingView>

/** `GET /api/settings`, by the names of their variables in the environment. `rev` counts the changes. */
export const SettingsView = z.object({
  rev: z.number().int().nonnegative(),
  settings: z.record(z.string(), SettingView),
})
export type SettingsView = z.infer<typeof SettingsView>

/** `PUT /api/settings`. What is left out stays as it is; null: the default again. */
export const SettingsBody = z.object({
  settings: z.record(z.string(), z.object({ value: SettingValue.nullable() })),
})
export type SettingsBody = z.infer<typeof SettingsBody>
