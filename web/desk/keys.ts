import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { answersCalls } from '../../machines/ids.ts'
import { type DeskSections, longestParked } from '../calls/desk-sections.ts'
import { recordShown } from '../contacts/record-shown.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { openPage } from '../pages/page.ts'
import type { Console } from './console.ts'

/** What each letter does. It reads the desk when the key is pressed. */
export function shortcutKeysOf(
  { desk, command, softphone, me: { role } }: Console,
  transfer: (call: CallView) => void,
): Readonly<Record<string, () => void>> {
  if (!answersCalls(role)) return {}
  const sections = () => desk.getSnapshot().context.sections
  const oldest = meantCall(desk, ({ ringing }) => ringing[0]?.call ?? null)
  const longest = meantCall(desk, ({ parked }) => longestParked(parked))
  const mine = () => {
    const { current } = sections()
    const { me } = desk.getSnapshot().context
    return current?.status === 'active' && current.agentId === me && current.state !== 'active.dialling'
      ? current
      : null
  }
  return {
    a: () => {
      const call = oldest()
      if (call) void command(call.callSid, { type: 'claim' })
    },
    d: () => {
      const call = oldest()
      if (call) void command(call.callSid, { type: 'decline' })
    },
    p: () => {
      const call = longest()
      if (call) void command(call.callSid, { type: 'unpark' })
    },
    h: () => {
      const call = mine()
      if (call) void command(call.callSid, { type: call.state === 'active.held' ? 'resume' : 'hold' })
    },
    m: () => softphone.send({ type: 'MUTE', muted: !softphone.getSnapshot().context.muted }),
    w: () => {
      const { current, held } = sections()
      const [first] = held
      if (first && current && current === mine() && current.state === 'active.talking')
        void command(first.callSid, { type: 'swap' })
    },
    k: () => {
      const call = mine()
      if (call) void command(call.callSid, { type: 'park' })
    },
    i: () => {
      if (mine()) recordShown.trigger.toggled()
    },
    c: () => void focusNumber(),
    t: () => {
      const call = mine()
      if (call && call.state !== 'active.connecting') transfer(call)
    },
  }
}

const numberField = () => document.querySelector<HTMLElement>('[data-dial-number]')

/** The field is on the desk. */
async function focusNumber() {
  if (numberField() === null) openPage('desk')
  // The page is drawn before the second frame.
  for (let frames = 0; frames < 2 && numberField() === null; frames++)
    await new Promise((resolve) => requestAnimationFrame(resolve))
  numberField()?.focus()
}

/** A letter that comes this soon after its call has changed was meant for the call before. */
const CHANGED_WITHIN_MS = 300

/** The call for which a letter is, or null just after that was another one. */
function meantCall(desk: DeskStore, select: (sections: DeskSections) => CallView | null) {
  const now = () => select(desk.getSnapshot().context.sections)
  let known = now()?.callSid ?? null
  let changedAt = Number.NEGATIVE_INFINITY
  desk.subscribe(() => {
    const callSid = now()?.callSid ?? null
    if (callSid === known) return
    if (known !== null) changedAt = performance.now()
    known = callSid
  })
  return () => (performance.now() - changedAt < CHANGED_WITHIN_MS ? null : now())
}
