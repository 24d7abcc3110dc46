/** How the launcher tells people what it does: on standard error, for standard output is for answers. */
export type Say = (line: string) => void

export const say: Say = (line) => process.stderr.write(`${line}\n`)
