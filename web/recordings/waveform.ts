/** How long one measurement is, in seconds. */
const STEP_S = 0.05
/** Root mean square below which nobody speaks; a sample is at most 1. */
const QUIET = 0.008
/** A silence that is shorter belongs to the talk. */
const LONG_S = 1.5
const BARS = 240
/** Samples that are measured at once. After each slice the page can do other work. */
const SLICE = 2_000_000

export interface Waveform {
  /** From 0 to 1: of the caller, and of what the caller heard. */
  bars: readonly { caller: number; office: number }[]
  /** In seconds; null for a sound that does not tell the two apart. */
  spoke: { caller: number; office: number } | null
  silentS: number
  /** Longer ones, from second to second. */
  silences: readonly Silence[]
}

export interface Silence {
  from: number
  to: number
}

/** @param channels the samples of the caller, then of what the caller heard */
export async function waveformOf(channels: readonly Float32Array[], rate: number): Promise<Waveform> {
  const [first = new Float32Array(), second] = channels
  const caller = await levelsOf(first, rate)
  const office = second === undefined ? caller : await levelsOf(second, rate)
  const isQuiet = caller.map((level, step) => level < QUIET && (office[step] ?? 0) < QUIET)
  const spoken = (levels: readonly number[]) => levels.filter((level) => level >= QUIET).length * STEP_S
  return {
    bars: barsOf(caller, office),
    spoke: second === undefined ? null : { caller: spoken(caller), office: spoken(office) },
    silentS: isQuiet.filter(Boolean).length * STEP_S,
    silences: silencesIn(isQuiet),
  }
}

async function levelsOf(samples: Float32Array, rate: number): Promise<number[]> {
  const size = Math.round(rate * STEP_S)
  const levels: number[] = []
  for (let start = 0; start < samples.length; start += size) {
    if (start % SLICE < size) await new Promise((resolve) => setTimeout(resolve))
    let sum = 0
    const end = Math.min(start + size, samples.length)
    for (let at = start; at < end; at += 1) sum += (samples[at] ?? 0) ** 2
    levels.push(Math.sqrt(sum / (end - start)))
  }
  return levels
}

function barsOf(caller: readonly number[], office: readonly number[]): Waveform['bars'] {
  const count = Math.min(BARS, caller.length)
  const loudestOf = (levels: readonly number[], from = 0, to = levels.length) =>
    levels.slice(from, to).reduce((most, level) => Math.max(most, level), 0)
  const loudest = Math.max(loudestOf(caller), loudestOf(office), QUIET)
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * caller.length) / count)
    const to = Math.floor(((bar + 1) * caller.length) / count)
    return { caller: loudestOf(caller, from, to) / loudest, office: loudestOf(office, from, to) / loudest }
  })
}

function silencesIn(isQuiet: readonly boolean[]): Silence[] {
  const silences: Silence[] = []
  let from: number | null = null
  for (let step = 0; step <= isQuiet.length; step += 1) {
    if (isQuiet[step]) from ??= step
    else if (from !== null) {
      if ((step - from) * STEP_S >= LONG_S) silences.push({ from: from * STEP_S, to: step * STEP_S })
      from = null
    }
  }
  return silences
}

/** Left of a silence, so that no word is cut. */
const EDGE_S = 0.3

/** Where to go on when silence is skipped; null where somebody speaks. */
export function afterSilence(silences: readonly Silence[], at: number): number | null {
  const silence = silences.find(({ from, to }) => at >= from + EDGE_S && at < to - EDGE_S)
  return silence === undefined ? null : silence.to - EDGE_S
}
