/** How much is measured, and so how long it takes. */
export interface BenchPlan {
  agents: number
  /** How many consoles are open, and how many changes each of them is shown in a round. */
  consoles: readonly { open: number; changes: number }[]
  /** Before anything counts: until V8 has compiled what runs often. */
  warmUpMs: number
  /** How often the two sides take turns. */
  rounds: number
  throughputMs: number
  roundTrips: number
  voiceRounds: number
  voiceMs: number
  /** What is there when memory is looked at. */
  memory: { consoles: number; calls: number }
  /** Consoles that only echo beats. The product's beats come every ten seconds, and its consoles echo every second one. */
  idle: { consoles: number; echoes: number; echoEveryMs: number }
  starts: number
}

export const FULL: BenchPlan = {
  agents: 64,
  warmUpMs: 8_000,
  consoles: [
    { open: 10, changes: 60 },
    { open: 100, changes: 60 },
    { open: 1000, changes: 20 },
  ],
  rounds: 6,
  throughputMs: 1500,
  roundTrips: 5,
  voiceRounds: 2,
  voiceMs: 3000,
  memory: { consoles: 1000, calls: 1000 },
  idle: { consoles: 5000, echoes: 2, echoEveryMs: 20_000 },
  starts: 3,
}

/** Too short to say how fast anything is: it shows that the benchmark itself works. */
export const QUICK: BenchPlan = {
  agents: 4,
  warmUpMs: 200,
  consoles: [{ open: 10, changes: 5 }],
  rounds: 1,
  throughputMs: 200,
  roundTrips: 1,
  voiceRounds: 1,
  voiceMs: 200,
  memory: { consoles: 20, calls: 20 },
  idle: { consoles: 40, echoes: 1, echoEveryMs: 500 },
  starts: 1,
}
