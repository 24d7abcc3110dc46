import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Print } from '../output.ts'

/** A program that npm cannot install. */
export interface RequiredProgram {
  /** Its name in messages: `Redis server`. */
  what: string
  /** Its possible names on PATH. The first that is found is used. */
  commands: readonly string[]
  /** Debian and Ubuntu packages that contain it. Each is tried in turn. */
  apt: readonly string[]
  /** Arguments of `brew install`. */
  brew: readonly string[]
  /** What people can do when it cannot be installed. A sentence. */
  otherwise: string
}

/**
 * The path of a program. Installs it if there is none and no password is needed for that.
 * @throws {Error} that says what people can do
 */
export function findOrInstallProgram(program: RequiredProgram, notice: Print): string {
  const found = findProgram(program.commands)
  if (found !== null) return found
  const install = installer(program)
  if (install === null) throw new Error(`There is no ${program.what} on this machine. ${program.otherwise}`)
  notice(`Installing ${program.what} (${install.shown})...`)
  const { status, error, stdout, stderr } = spawnSync(install.command, install.args, { encoding: 'utf8' })
  const installed = findProgram(program.commands)
  if (status === 0 && installed !== null) return installed
  const why = error?.message ?? `${stdout}${stderr}`.trim().split('\n').slice(-12).join('\n')
  throw new Error(`${install.shown} did not install ${program.what}. ${program.otherwise}\n${why}`)
}

/** Debian puts servers here, and leaves it out of the PATH of everybody but root. */
const SERVERS = '/usr/sbin'

/** The full path of the first of these commands that is on PATH, or where servers are. */
export function findProgram(commands: readonly string[]): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), SERVERS]
  const paths = commands.flatMap((command) => folders.map((folder) => join(folder, command)))
  return paths.find(isExecutable) ?? null
}

function installer({
  apt,
  brew,
}: RequiredProgram): { shown: string; command: string; args: string[] } | null {
  if (process.platform === 'darwin') {
    const command = findProgram(['brew'])
    if (command === null) return null
    return { shown: `brew install ${brew.join(' ')}`, command, args: ['install', '--quiet', ...brew] }
  }
  if (findProgram(['apt-get']) === null) return null
  const script = ['-c', BY_APT, 'install', ...apt]
  const shown = `apt-get install ${apt[0]}`
  if (process.getuid?.() === 0) return { shown, command: 'sh', args: script }
  const sudo = findProgram(['sudo'])
  if (sudo === null || spawnSync(sudo, ['-n', 'true']).status !== 0) return null
  return { shown: `sudo ${shown}`, command: sudo, args: ['-n', 'sh', ...script] }
}

/**
 * Debian starts a service when it installs its package. Only the program is needed: policy-rc.d is Debian's way to
 * prevent the start, and this script creates it for the time of the installation alone. The service is also
 * disabled, so that it does not start with the machine.
 */
const BY_APT = `
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
apt-get update -qq || echo 'apt-get update failed; using the lists that are there' >&2
for package in "$@"; do
  if apt-get install -y -qq --no-install-recommends "$package"; then
    if command -v systemctl > /dev/null; then systemctl disable "$package" > /dev/null 2>&1 || true; fi
    exit 0
  fi
done
exit 1
`

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
