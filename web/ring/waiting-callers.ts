import type { DeskSections } from '../calls/desk-sections.ts'

type Seen = Pick<DeskSections, 'ringing' | 'takeable'>

/** Notices when another caller begins to wait: one who rings here, or who rings nowhere because nobody is free. */
export function createWaitingCallers() {
  const known = new Set<string>()
  let before: Seen | null = null
  return {
    /** @returns whether somebody waits who did not wait here before */
    hasNew: ({ ringing, takeable }: Seen): boolean => {
      if (before?.ringing === ringing && before.takeable === takeable) return false
      before = { ringing, takeable }
      const here = ringing.map(({ call }) => call)
      const live = new Set([...here, ...takeable].map(({ callSid }) => callSid))
      for (const callSid of known) if (!live.has(callSid)) known.delete(callSid)
      const count = known.size
      for (const { callSid } of [...here, ...takeable.filter(ringsNowhere)]) known.add(callSid)
      return known.size > count
    },
  }
}

const ringsNowhere = ({ state, offeredTo }: DeskSections['takeable'][number]) =>
  state === 'ringing.offering' && offeredTo.length === 0
