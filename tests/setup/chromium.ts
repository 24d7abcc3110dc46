import { existsSync } from 'node:fs'
import { findOrInstallProgram, findProgram } from '../../coordinator/commands/launcher/system-packages.ts'
import { type Print, printNotice } from '../../coordinator/commands/output.ts'

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ON_MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

export function findChromium(): string | null {
  return findProgram(COMMANDS) ?? ON_MACOS.find((path) => existsSync(path)) ?? null
}

/**
 * Path of the Chromium that the browser tests drive, installed first where that asks nobody.
 * @throws {Error} that names the way out.
 */
export function findOrInstallChromium(notice: Print = printNotice): string {
  const found = findChromium()
  if (found !== null) return found
  const otherwise = 'The browser tests need it: install Chromium or Google Chrome.'
  if (process.platform === 'darwin') throw new Error(`There is no Chromium on this machine. ${otherwise}`)
  return findOrInstallProgram(
    { what: 'Chromium', commands: COMMANDS, apt: ['chromium', 'chromium-browser'], brew: [], otherwise },
    notice,
  )
}
