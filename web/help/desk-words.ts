import type { ActionId } from '../keys/table.ts'

/** The words of the desk, for the people who work at it. `docs/glossary.md` has those of the code. */
const words = [
  { name: 'answer', action: 'answer' },
  { name: 'askFirst', action: 'transfer' },
  { name: 'available', action: 'goAvailable' },
  { name: 'away', action: 'goAway' },
  { name: 'backToYou' },
  { name: 'blindTransfer', action: 'transfer' },
  { name: 'blocked' },
  { name: 'callOutSlot', action: 'say' },
  { name: 'decline', action: 'decline' },
  { name: 'doesNotRing' },
  { name: 'hold', action: 'hold' },
  { name: 'supervise' },
  { name: 'lotSlot', action: 'pickUp' },
  { name: 'numberNotConfirmed' },
  { name: 'numberWithheld' },
  { name: 'park', action: 'park' },
  { name: 'parkFor', action: 'parkWith' },
  { name: 'pickUp', action: 'pickUp' },
  { name: 'ringingElsewhere' },
  { name: 'ringsHere' },
  { name: 'swap', action: 'swap' },
  { name: 'takeBack', action: 'takeBack' },
  { name: 'threeWay', action: 'merge' },
  { name: 'timeline' },
  { name: 'toCallBack', action: 'callBack' },
  { name: 'vip' },
  { name: 'voicemail' },
  { name: 'wrapUp', action: 'note' },
] as const satisfies readonly { name: string; action?: ActionId }[]

/** `name`: its texts in the catalogue begin with `deskWord.` and this. `action`: what has the key for it. */
export const DESK_WORDS: readonly { name: (typeof words)[number]['name']; action?: ActionId }[] = words
