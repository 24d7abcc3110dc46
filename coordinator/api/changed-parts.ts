import { isDeepStrictEqual } from 'node:util'
import { LONGEST } from '../audit/audit.ts'
import type { Group } from '../protocol/groups.ts'
import type { OfficeSettings } from '../protocol/office/settings.ts'

/**
 * What a change has changed, for the audit log: `rev 4; week; recording.inbound: never → always`. The names of parts, and the
 * values of those that are a choice: no words, no people. `web/audit/changed-words.ts` reads it.
 */
export function changeDetail(rev: number, parts: readonly string[]): string {
  const detail = [`rev ${rev}`, ...(parts.length === 0 ? ['nothing'] : parts)].join('; ')
  // An entry would be cut: what all parts are called fits.
  return detail.length <= LONGEST ? detail : detail.replaceAll(/: [^;]*/g, '')
}

/** Their values are a choice. */
const CHOICES: ReadonlySet<string> = new Set([
  'timeZone',
  'whenClosed',
  'recording.inbound',
  'recording.outbound',
  'recording.announces',
  'recording.heardBy',
])

export function changedOfficeParts(before: OfficeSettings, now: OfficeSettings): string[] {
  const was = new Map(partsOf(before))
  return partsOf(now).flatMap(([name, value]) => {
    const old = was.get(name)
    if (isDeepStrictEqual(old, value)) return []
    return [CHOICES.has(name) ? `${name}: ${inWords(old)} → ${inWords(value)}` : name]
  })
}

function partsOf(office: OfficeSettings): [string, unknown][] {
  const { timeZone, week, exceptions, voice, greeting, voicemail, closed, whenClosed, recording, tags } =
    office
  return [
    ...Object.entries({ timeZone, week, exceptions, voice, greeting, voicemail, closed, whenClosed }),
    ...Object.entries(recording).map(([name, value]): [string, unknown] => [`recording.${name}`, value]),
    ['tags', tags],
  ]
}

const inWords = (value: unknown) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value))

/** How many groups were changed, and how. */
export function changedGroupParts(before: readonly Group[], now: readonly Group[]): string[] {
  const was = new Map(before.map((group) => [group.id, group]))
  const is = new Set(now.map(({ id }) => id))
  const kept = now.filter(({ id }) => was.has(id))
  const count = (of: readonly Group[], differs: (group: Group) => boolean) => of.filter(differs).length
  const counts = {
    added: now.length - kept.length,
    removed: count(before, ({ id }) => !is.has(id)),
    renamed: count(kept, ({ id, name }) => was.get(id)?.name !== name),
    members: count(kept, ({ id, members }) => !isDeepStrictEqual(was.get(id)?.members, members)),
  }
  const keptBefore = before.filter(({ id }) => is.has(id))
  const isInOrder = kept.every(({ id }, place) => keptBefore[place]?.id === id)
  return [
    ...Object.entries(counts).flatMap(([name, of]) => (of === 0 ? [] : [`${name}: ${of}`])),
    ...(isInOrder ? [] : ['order']),
  ]
}
