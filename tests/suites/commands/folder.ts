import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ROOT } from '../../setup/child.ts'

/** A folder that goes with its test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
  return folder
}

export const LAUNCHER = 'coordinator/commands/launcher/run.mjs'

/** Copies the launcher into a checkout, with all modules of its own that it loads. */
export function copyLauncher(root: string) {
  for (const file of withImports(LAUNCHER)) cpSync(join(ROOT, file), join(root, file))
}

function withImports(file: string): string[] {
  const imports = readFileSync(join(ROOT, file), 'utf8').matchAll(/\b(?:from |import\()'(\.[^']+)'/g)
  return [file, ...[...imports].flatMap(([, path = '']) => withImports(join(dirname(file), path)))]
}
