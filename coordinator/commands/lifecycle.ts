import { SettingsError } from '../settings.ts'

/** Everything must be over by then: whoever sent the signal will not wait for longer. */
const PATIENCE_MS = 9_000

/** Steps to take when the process is to end, last opened first. May be run twice; the second waits for the first. */
export class Shutdown {
  #steps: { name: string; step: () => Promise<unknown> | unknown }[] = []
  #running: Promise<void> | null = null

  add(name: string, step: () => Promise<unknown> | unknown) {
    this.#steps.push({ name, step })
  }

  run(): Promise<void> {
    this.#running ??= this.#run()
    return this.#running
  }

  async #run() {
    for (const { name, step } of this.#steps.reverse()) {
      try {
        await step()
      } catch (error) {
        process.stderr.write(`${name} did not end well: ${error instanceof Error ? error.message : error}\n`)
      }
    }
  }
}

/** Runs `main`; ends in order on SIGTERM and SIGINT, and with the reason when it cannot start. */
export async function runProcess(main: (shutdown: Shutdown) => Promise<void>): Promise<void> {
  const shutdown = new Shutdown()
  const end = (code: number) => {
    setTimeout(() => process.exit(code), PATIENCE_MS).unref()
    void shutdown.run().then(() => process.exit(code))
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(0))
  try {
    await main(shutdown)
  } catch (error) {
    const lines = error instanceof SettingsError ? error.lines : [reasonOf(error)]
    process.stderr.write(`${lines.join('\n')}\n`)
    end(1)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`
}
