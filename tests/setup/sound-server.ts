import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findOrInstallProgram } from '../../coordinator/commands/launcher/system-packages.ts'
import { type Print, printNotice } from '../../coordinator/commands/output.ts'

/** A sound output that nobody hears, for browsers that make no sound without one. */
export interface SoundServer {
  /** For `PULSE_SERVER`. */
  readonly address: string
  close(): Promise<void>
}

/**
 * Path of PulseAudio, installed first where that asks nobody.
 * @throws {Error} that names the way out
 */
export function findOrInstallSoundServer(notice: Print = printNotice): string {
  const otherwise = 'The tests in Firefox need it: install PulseAudio.'
  return findOrInstallProgram(
    { what: 'PulseAudio', commands: ['pulseaudio'], apt: ['pulseaudio'], brew: ['pulseaudio'], otherwise },
    notice,
  )
}

export async function openSoundServer(): Promise<SoundServer> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-sound-'))
  const socket = join(folder, 'socket')
  const modules = ['module-null-sink', `module-native-protocol-unix auth-anonymous=1 socket=${socket}`]
  const args = ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1']
  const child = spawn(
    findOrInstallSoundServer(),
    [...args, ...modules.flatMap((module) => ['--load', module])],
    {
      stdio: 'ignore',
      env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder },
    },
  )
  const exited = once(child, 'exit')
  process.once('exit', () => child.kill())
  const deadline = performance.now() + 10_000
  while (!existsSync(socket)) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error('PulseAudio does not start')
    await pause(20)
  }
  return {
    address: `unix:${socket}`,
    async close() {
      child.kill()
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
