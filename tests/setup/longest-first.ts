import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** They take most of the time of a run. */
const LONG = /\/suites\/(simulation|faults|scale-out|bench)\//

/** Long suites begin first, so that none of them is left alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => Number(LONG.test(moduleId))
    return sorted.sort((one, other) => isLong(other) - isLong(one))
  }
}
