import {
  arrangeChangeable,
  type ChangeableSettings,
  changeableFields,
  IN_ORDER,
  inOrder,
  SettingName,
} from './changeable.ts'
import type { Environment } from './environment.ts'
import { type FieldFacts, fieldFacts } from './fields.ts'

/** Values as the environment has them, by the names of their settings. */
export type SettingTexts = Partial<Record<SettingName, string>>

/** The changeable settings that the environment has. */
export const changeableIn = (environment: Environment): SettingTexts =>
  Object.fromEntries(
    SettingName.options.flatMap((name) => (name in environment ? [[name, environment[name]]] : [])),
  )

export interface SettingFault {
  name: SettingName
  message: string
}

/** What a choice of an office comes to in this process. */
export interface SettingRules {
  environment: SettingTexts
  factsOf(name: SettingName): FieldFacts
  /** What is wrong with these values, beside those of the environment. */
  faultsIn(chosen: SettingTexts): SettingFault[]
  /** `used`: what of the choice applies; `faults`: why the rest does not. */
  settingsOf(chosen: SettingTexts): {
    settings: ChangeableSettings
    used: SettingTexts
    faults: SettingFault[]
  }
}

/** The rules by which the environment is checked at start; what it has wins. */
export function settingRules(environment: SettingTexts, sandbox: boolean): SettingRules {
  const fields = changeableFields(sandbox)
  const schema = fields.superRefine(inOrder)
  const read = (chosen: SettingTexts) => schema.safeParse({ ...chosen, ...environment })

  const faultsIn = (chosen: SettingTexts) =>
    (read(chosen).error?.issues ?? []).map(({ path: [name], message }) => ({
      name: SettingName.parse(name),
      message,
    }))

  return {
    environment,
    faultsIn,

    factsOf(name) {
      const facts = fieldFacts.get(fields.shape[name])
      if (facts === undefined) throw new Error(`${name} has no facts for people`)
      return facts
    },

    settingsOf(chosen) {
      const used = { ...chosen }
      const faults: SettingFault[] = []
      for (;;) {
        const { data } = read(used)
        if (data !== undefined) return { settings: arrangeChangeable(data), used, faults }
        // Without any choice all is well: the environment alone was accepted when the process started.
        for (const { name, message } of faultsIn(used)) {
          const [earlier = name] = IN_ORDER.find(([, later]) => later === name) ?? []
          const blamed = name in used ? name : earlier
          delete used[blamed]
          faults.push({ name: blamed, message })
        }
      }
    },
  }
}
