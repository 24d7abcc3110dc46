/** The environment without what is empty: a variable set to nothing counts as not set. */
export type Given = Readonly<Record<string, string>>

export function given(env: NodeJS.ProcessEnv): Given {
  const entries = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || value.trim() === '' ? [] : [[name, value] as const],
  )
  return Object.fromEntries(entries)
}
