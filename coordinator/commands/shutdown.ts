import { printNotice } from './output.ts'

/** The contract allows 10 s from the signal to the end of the process. */
const EXIT_AFTER_MS = 9_000

/** @param signal what ends the process; null when it ends by itself */
type ShutdownStep = (signal: NodeJS.Signals | null) => Promise<unknown> | unknown

/** What a process closes before it exits: the steps run one after the other, the last added first. */
export class Shutdown {
  readonly #steps: { name: string; step: ShutdownStep }[] = []
  #begun = false

  get begun(): boolean {
    return this.#begun
  }

  /** @param name subject of the sentence that reports a failure of the step */
  add(name: string, step: ShutdownStep): void {
    this.#steps.push({ name, step })
  }

  /**
   * Runs the steps and exits, after 9 s even if a step still runs. A step that fails is reported; the others
   * run nevertheless. Only the first call counts.
   */
  async exit(code: number, signal: NodeJS.Signals | null = null): Promise<void> {
    if (this.#begun) return
    this.#begun = true
    setTimeout(() => process.exit(code), EXIT_AFTER_MS).unref()
    for (const { name, step } of this.#steps.reverse()) {
      try {
        await step(signal)
      } catch (error) {
        printNotice(`${name} did not close: ${error instanceof Error ? error.message : error}`)
      }
    }
    process.exit(code)
  }
}
