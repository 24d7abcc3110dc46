/** Prints measured times where the test runner does not swallow them. */
export function figure(what: string, ...ms: number[]): void {
  process.stdout.write(`  ${what} ${ms.map((it) => `${it.toFixed(1)} ms`).join(', ')}\n`)
}
