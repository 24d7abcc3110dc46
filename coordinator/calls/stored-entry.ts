import { z } from 'zod'
import { LegQuality } from '../../machines/call/leg-quality.ts'
import { TimelineEntry } from '../protocol/timeline.ts'

/** What a browser measured costs an ended call half as much as one line. The order of its parts is stored. */
const packed = ({ seconds, mos, rttMs, jitterMs, lostPercent, graph, warnings }: LegQuality): string =>
  [seconds, mos ?? '', rttMs ?? '', jitterMs, lostPercent, graph, ...warnings].join(' ')

function unpacked(text: string): unknown {
  const [seconds, mos, rttMs, jitterMs, lostPercent, graph, ...warnings] = text.split(' ')
  const numberOrNull = (part: string | undefined) => (part === '' ? null : Number(part))
  return {
    seconds: Number(seconds),
    mos: numberOrNull(mos),
    rttMs: numberOrNull(rttMs),
    jitterMs: Number(jitterMs),
    lostPercent: Number(lostPercent),
    graph,
    warnings,
  }
}

/** An entry of the timeline as it is stored. */
export const storedEntry = ({ quality, ...entry }: TimelineEntry): object =>
  quality === undefined ? entry : { ...entry, quality: packed(quality) }

/** Reads a stored entry. */
export const StoredEntry: z.ZodType<TimelineEntry> = TimelineEntry.extend({
  quality: z.string().transform(unpacked).pipe(LegQuality).exactOptional(),
})
