/** Writes one line for people. */
export type Print = (line: string) => void

/** What a command was run for. People read it, scripts parse it. */
export const print: Print = (line) => process.stdout.write(`${line}\n`)

/** Progress and errors: on standard error, so that standard output holds answers only. */
export const printNotice: Print = (line) => process.stderr.write(`${line}\n`)
