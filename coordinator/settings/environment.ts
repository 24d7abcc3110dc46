/** The variables of the environment that have a value: an empty one counts as not set. */
export type Environment = Readonly<Record<string, string>>

export function environmentOf(env: NodeJS.ProcessEnv): Environment {
  const entries = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || value.trim() === '' ? [] : [[name, value] as const],
  )
  return Object.fromEntries(entries)
}
