/** Prints what was measured where the test runner does not swallow it. */
export function figure(what: string, ...values: (number | string)[]): void {
  const shown = values.map((value) => (typeof value === 'number' ? `${Math.round(value * 10) / 10}` : value))
  process.stdout.write(`  ${what}: ${shown.join(', ')}\n`)
}
