import { callersWeHungUp, crossedLines, forgottenCallers, misplacedCallers } from './callers.ts'
import { commandsUnlikeHistories, failures } from './commands.ts'
import {
  cardsThatAreOld,
  screensThatAreOld,
  shownButNeverCommitted,
  snapshotsThatWentBack,
  streamsThatWentBack,
} from './consoles.ts'
import { impossibleMoments } from './feed.ts'
import { brokenHistories, historiesUnlikeTheFeed } from './histories.ts'
import type { Observed } from './observed.ts'

type Rule = (observed: Observed) => string[]

/** What may never be otherwise. */
const ALWAYS: Record<string, Rule> = {
  'a caller was forgotten': forgottenCallers,
  'we hung up on a caller': callersWeHungUp,
  'lines are crossed': crossedLines,
  'we failed': failures,
}

/** What may not be otherwise as long as Redis remembers what it has acknowledged. */
const WITH_A_MEMORY: Record<string, Rule> = {
  'a stream went back': streamsThatWentBack,
  'a snapshot went back': snapshotsThatWentBack,
  'a history is broken': brokenHistories,
  'history and feed disagree': historiesUnlikeTheFeed,
  'an impossible moment': impossibleMoments,
  'something was shown that never was': shownButNeverCommitted,
  'answers and histories disagree': commandsUnlikeHistories,
}

/** What holds once the wind has dropped, within a time. */
const AT_REST: Record<string, Rule> = {
  'a caller is forgotten': forgottenCallers,
  'a caller is not where the state says': misplacedCallers,
  'a line is crossed': crossedLines,
  'a screen is old': screensThatAreOld,
  'a card is old': cardsThatAreOld,
}

export interface CheckOptions {
  /** Redis may have forgotten the last things that it acknowledged: a failover, a flush. */
  forgetful?: boolean
}

/**
 * Everything that is wrong with a stretch of a desk's life, in words; empty when all is well.
 * Pure: the same observations give the same findings.
 */
export function check(observed: Observed, { forgetful = false }: CheckOptions = {}): string[] {
  return findings(forgetful ? ALWAYS : { ...ALWAYS, ...WITH_A_MEMORY }, observed)
}

/** What is not at rest yet. */
export const unrest = (observed: Observed): string[] => findings(AT_REST, observed)

const findings = (rules: Record<string, Rule>, observed: Observed) =>
  Object.entries(rules).flatMap(([name, rule]) => rule(observed).map((what) => `${name}: ${what}`))
