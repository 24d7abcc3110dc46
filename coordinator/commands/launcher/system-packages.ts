import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Print } from '../output.ts'

/** A program that this machine needs and that npm does not bring. */
export interface RequiredProgram {
  /** As a person would call it: `a Redis server`. */
  what: string
  /** Names under which it may be on PATH; the first found is used. */
  commands: readonly string[]
  /** Packages of Debian and Ubuntu that bring it; each is tried in turn. */
  apt: readonly string[]
  /** Arguments of `brew install`. */
  brew: readonly string[]
  /** What to do when neither is to be had. */
  otherwise: string
}

/**
 * Path of a program; installs it where that can be done without asking anybody.
 * @throws {Error} that names the ways out.
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
  throw new Error(`${install.shown} did not bring ${program.what}. ${program.otherwise}\n${why}`)
}

/** Full path of the first of these commands that is on PATH. */
export function findProgram(commands: readonly string[]): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
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
 * Debian starts a service as soon as its package is there. We want the program alone: policy-rc.d is
 * Debian's own way to say so, and it is ours only while we install. A service that came with the
 * package is not to start with the machine either.
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
apt-get update -qq || echo 'apt-get update failed; going on with the lists that are there' >&2
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
