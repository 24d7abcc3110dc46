import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { ROOT } from './child.ts'
import type { TestDeployment } from './deployment.ts'

/**
 * An operator's command beside a deployment.
 * @returns what it said
 * @throws {Error} with all that it said, when it failed
 */
export async function operate(
  deployment: Pick<TestDeployment, 'env'>,
  entry: string,
  args: readonly string[],
  input = '',
) {
  const { PATH, HOME, NODE_OPTIONS } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, NODE_OPTIONS, ...deployment.env },
  })
  child.stdin.end(input)
  const [said, complained, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  if (code !== 0) throw new Error(`${entry} ${args.join(' ')} ended with ${code}:\n${said}${complained}`)
  return said
}
