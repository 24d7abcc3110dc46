import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, firefox } from 'playwright-core'
import { findOrInstallProgram } from '../../coordinator/commands/launcher/system-packages.ts'
import { type Print, printNotice } from '../../coordinator/commands/output.ts'
import type { SoundServer } from './sound-server.ts'

const ON_MACOS = '/Applications/Firefox.app/Contents/MacOS/firefox'
const RELAY = fileURLToPath(new URL('firefox-relay.mjs', import.meta.url))

/**
 * Path of the Firefox that the browser tests drive, installed first where that asks nobody.
 * @throws {Error} that names the way out
 */
export function findOrInstallFirefox(notice: Print = printNotice): string {
  if (existsSync(ON_MACOS)) return ON_MACOS
  const otherwise = 'The browser tests need it: install Firefox.'
  if (process.platform === 'darwin') throw new Error(`There is no Firefox on this machine. ${otherwise}`)
  const names = ['firefox-esr', 'firefox']
  return findOrInstallProgram({ what: 'Firefox', commands: names, apt: names, brew: [], otherwise }, notice)
}

/**
 * A released Firefox without a window. Its microphone is a tone, and nobody is asked. Without a sound server it would
 * never allow sound: its audio contexts stay suspended on a machine that has no output.
 */
export function openFirefox(sound: SoundServer): Promise<Browser> {
  return firefox.launch({
    // Playwright's name for a Firefox that is not its own.
    channel: 'moz-firefox',
    executablePath: RELAY,
    env: { ...process.env, FIREFOX: findOrInstallFirefox(), PULSE_SERVER: sound.address },
    firefoxUserPrefs: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      // With this alone it offers the addresses of every interface, and so of loopback, where the simulator listens.
      'permissions.default.microphone': 1,
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
    },
  })
}
