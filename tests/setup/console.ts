import { format } from 'node:util'
import { afterAll, afterEach } from 'vitest'

const METHODS = ['debug', 'error', 'info', 'log', 'warn'] as const
let unexpected: string[] = []

/** A test that expects output spies on that method itself, and then nothing arrives here. */
for (const method of METHODS) {
  console[method] = (...args: unknown[]) => {
    unexpected.push(`console.${method}: ${format(...args)}`)
  }
}

function complain(): void {
  const lines = unexpected
  unexpected = []
  if (lines.length > 0) throw new Error(`Unexpected console output:\n${lines.join('\n')}`)
}

afterEach(complain)
afterAll(complain)
