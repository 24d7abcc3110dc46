/** How much is measured, and so how long it takes. */
export interface BenchPlan {
  agents: number
  consoles: readonly number[]
  /** Before anything counts: until V8 has compiled what runs often. */
  warmUpMs: number
  /** How often the two sides take turns. */
  rounds: number
  changesPerRound: number
  throughputMs: number
  voiceRounds: number
  voiceMs: number
  starts: number
}

export const FULL: BenchPlan = {
  agents: 64,
  warmUpMs: 10_000,
  consoles: [10, 100],
  rounds: 6,
  changesPerRound: 60,
  throughputMs: 1500,
  voiceRounds: 2,
  voiceMs: 3000,
  starts: 3,
}

/** Too short to say how fast anything is: it shows that the benchmark itself works. */
export const QUICK: BenchPlan = {
  agents: 8,
  warmUpMs: 300,
  consoles: [10],
  rounds: 3,
  changesPerRound: 10,
  throughputMs: 300,
  voiceRounds: 1,
  voiceMs: 500,
  starts: 1,
}
