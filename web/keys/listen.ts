import { useEffect } from 'react'
import { longestParked } from '../calls/desk-sections.ts'
import type { Console } from '../desk/console.ts'
import { t } from '../language/text.ts'
import { keyName, worksWhileTyping } from './key-name.ts'
import { actionOf, rowOf } from './keymap.ts'
import { meantCall } from './meant-call.ts'
import type { Offer } from './offer.ts'
import { BUSY, isBusy, lotOf, type Offers, takeable } from './offers.ts'
import { pickStep } from './pick-up.ts'
import { worksInDialogs } from './table.ts'

/** Radio buttons and sliders keep the focus after a click, but take no letters. */
const TYPING =
  'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable=true], [role=menu]'

/**
 * Listens to the keys of the desk. Keys that write text follow WCAG 2.1.4: they can be turned off and changed. They do not
 * count while the agent types or in a dialog.
 */
export function useDeskKeys(console: Console, offers: Offers) {
  useEffect(() => {
    const { keys } = console
    const pick = picker(console)
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const offer = pick(event) ?? meaning(event)
      if (offer === null || 'why' in offer) return
      event.preventDefault()
      offer.run()
    }
    const meaning = (event: KeyboardEvent): Offer | null => {
      const name = keyName(event)
      if (name === null) return null
      if (!worksWhileTyping(name) && isTyping(event.target)) return null
      const keymap = keys.keymap.getSnapshot().context
      const id = actionOf(keymap, name)
      if (id !== null) return isInDialog(event.target) && !worksInDialogs(id) ? null : offers[id]()
      const row = rowOf(keymap, name)
      // The keypad takes digits before the focus has come to it.
      return row === null || document.querySelector('[role=dialog]') !== null ? null : rowOffer(console, row)
    }
    const forget = () => {
      if (keys.pickUp.picking() !== null) keys.pickUp.end()
    }
    addEventListener('keydown', onKey)
    addEventListener('focusin', forget)
    return () => {
      removeEventListener('keydown', onKey)
      removeEventListener('focusin', forget)
    }
  }, [console, offers])
}

const isTyping = (target: EventTarget | null) => target instanceof Element && target.closest(TYPING) !== null

const isInDialog = (target: EventTarget | null) =>
  document.querySelector('[role=dialog][aria-modal=true]') !== null ||
  (target instanceof Element && target.closest('[role=dialog]') !== null)

/** The ringing call with this digit. A digit never means another call than the one beside which it stood. */
export function rowOffer({ desk, keys, command }: Console, digit: number): Offer {
  const { sections } = desk.getSnapshot().context
  const callSid = keys.rows.callOf(digit)
  if (callSid === null) return { why: t('keys.why.noRow', { digit }) }
  return isBusy(sections, null) ? { why: t(BUSY) } : { run: () => void command(callSid, { type: 'claim' }) }
}

/** While the agent names a slot, some keys belong to that. Null: the key means what it always means. */
function picker({ desk, keys: { keymap, pickUp }, command, me }: Console) {
  const parked = () => takeable(desk.getSnapshot().context.sections, me.agentId)
  const longest = meantCall(desk, () => longestParked(parked()))
  const take = (callSid: string | undefined): void => {
    pickUp.end()
    if (callSid !== undefined) void command(callSid, { type: 'unpark' })
  }
  return (event: KeyboardEvent): Offer | null => {
    const picking = pickUp.picking()
    if (picking === null) return null
    const name = keyName(event) ?? event.key
    const isSame = actionOf(keymap.getSnapshot().context, name) === 'pickUp'
    const step = pickStep(picking, name, isSame)
    switch (step.kind) {
      case 'typing':
        return { run: () => pickUp.type(step.typed) }
      case 'slot':
        return { run: () => takeFrom(step.callSid) }
      case 'longest':
        return { run: () => take(longest().call?.callSid) }
      case 'empty':
        return { run: () => pickUp.end(t('keys.pickUp.nobody', { slot: step.slot })) }
      case 'stop':
        return { run: () => pickUp.end() }
      case 'other':
        if (!['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) pickUp.end()
        return null
    }
  }

  /** Only the caller who was in the slot when the agent began. */
  function takeFrom(callSid: string) {
    if ([...lotOf(parked()).values()].includes(callSid)) take(callSid)
    else pickUp.end(t('keys.pickUp.gone'))
  }
}
