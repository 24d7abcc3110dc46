/** Empty, it means: nobody. */
const MAY_BE_EMPTY = ['SECOND_FACTOR_ROLES', 'LISTENING_SHOWN_TO']

/** The variables of the environment that have a value: an empty one counts as not set, unless that means something. */
export type Environment = Readonly<Record<string, string>>

export function environmentOf(env: NodeJS.ProcessEnv): Environment {
  const entries = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || (value.trim() === '' && !MAY_BE_EMPTY.includes(name))
      ? []
      : [[name, value] as const],
  )
  return Object.fromEntries(entries)
}
