import type { Run } from './run.ts'

/** What many runs have seen between them. */
export class Totals {
  #runs: Run[] = []
  readonly #began = performance.now()

  add({ story: _, ...run }: Run) {
    this.#runs.push({ ...run, story: [] })
  }

  states = () => this.#all((run) => [...run.reached])
  timers = () => this.#all((run) => [...run.timeouts])
  faults = () => this.#all((run) => [...run.struck.keys()])

  lines(): [what: string, ...values: (string | number)[]][] {
    const sum = (of: (run: Run) => number) => this.#runs.reduce((total, run) => total + of(run), 0)
    const struck = this.faults().map((fault) => `${fault} ${sum((run) => run.struck.get(fault) ?? 0)}`)
    const reached = this.states().map(
      (state) => `${state} in ${sum((run) => Number(run.reached.has(state)))}`,
    )
    const seconds = (performance.now() - this.#began) / 1000
    return [
      ['simulated runs', this.#runs.length, `${(this.#runs.length / seconds).toFixed(1)} a second`],
      ['virtual hours', sum((run) => run.virtualMs) / 3_600_000],
      ['steps', sum((run) => run.steps)],
      ['calls', sum((run) => run.calls)],
      ['commits', sum((run) => run.commits)],
      ['commands acknowledged and refused', sum((run) => run.acknowledgements), sum((run) => run.refusals)],
      ['processes that died', sum((run) => run.crashes)],
      ['states reached', ...reached],
      ['timers that ran out', ...this.timers()],
      ['faults', sum((run) => [...run.struck.values()].reduce((one, other) => one + other, 0)), ...struck],
    ]
  }

  #all(of: (run: Run) => string[]): string[] {
    return [...new Set(this.#runs.flatMap(of))].sort()
  }
}
