import { statSync } from 'node:fs'
import { type DoctorCheck, ok, skipped, wrong } from './check.ts'

/** Bits of a mode that let others read, write or run a file. */
const OTHERS = 0o077

/** The file holds the auth token: nobody but its owner may read it, or put settings of their own there. */
export function settingsFile(path: string): DoctorCheck {
  return {
    name: 'Settings file',
    async run() {
      const stats = statSync(path, { throwIfNoEntry: false })
      if (!stats) return skipped(`there is no ${path}: all settings come from the environment`)
      const mode = stats.mode & 0o777
      return (mode & OTHERS) === 0
        ? ok(`${path} is its owner’s alone`)
        : wrong(`${path} is not its owner’s alone: its mode is ${mode.toString(8)}`, `chmod 600 ${path}`)
    },
  }
}
