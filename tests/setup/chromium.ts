import { existsSync } from 'node:fs'
import { findOrInstallProgram, findProgram } from '../../coordinator/commands/launcher/system-packages.ts'
import { type Print, printNotice } from '../../coordinator/commands/output.ts'

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ON_MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Debian's Chromium without the parts around the page. */
const SHELL = 'chromium-headless-shell'

/** The whole browser. */
export function findChromium(): string | null {
  return findProgram(COMMANDS) ?? ON_MACOS.find((path) => existsSync(path)) ?? null
}

/**
 * The browser that opens pages with the least work: a context takes a ninth of the processor time that it takes the whole
 * browser. It lacks notifications, hidden tabs and installed pages. The whole browser where there is no such shell.
 */
export const findHeadlessShell = (): string | null => findProgram([SHELL]) ?? findChromium()

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

/** Installs the headless shell where there is one to be had. Most browser tests are quicker with it, and need it not. */
export function tryToInstallHeadlessShell(notice: Print = printNotice): void {
  if (process.platform === 'darwin') return
  const otherwise = 'The browser tests use the whole browser, and take longer.'
  const shell = { what: 'Chromium headless shell', commands: [SHELL], apt: [SHELL], brew: [], otherwise }
  try {
    findOrInstallProgram(shell, notice)
  } catch {
    notice(`There is no ${shell.what} for this machine. ${otherwise}`)
  }
}
