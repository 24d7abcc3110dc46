import type { ActionId } from '../keys/table.ts'

/** A word that an agent reads at the desk. */
interface DeskWord {
  /** Its keys in the catalogue begin with `deskWord.` and this. */
  name: string
  /** What has the key for it. */
  action?: ActionId
}

/** The words of the desk, for the people who work at it. `docs/glossary.md` has those of the code. */
export const DESK_WORDS = [
  { name: 'answer', action: 'answer' },
  { name: 'askFirst', action: 'transfer' },
  { name: 'available', action: 'goAvailable' },
  { name: 'away', action: 'goAway' },
  { name: 'backToYou' },
  { name: 'blindTransfer', action: 'transfer' },
  { name: 'blocked' },
  { name: 'decline', action: 'decline' },
  { name: 'doesNotRing' },
  { name: 'hold', action: 'hold' },
  { name: 'lotSlot', action: 'pickUp' },
  { name: 'numberNotConfirmed' },
  { name: 'numberWithheld' },
  { name: 'park', action: 'park' },
  { name: 'pickUp', action: 'pickUp' },
  { name: 'ringingElsewhere' },
  { name: 'ringsHere' },
  { name: 'swap', action: 'swap' },
  { name: 'takeBack', action: 'takeBack' },
  { name: 'timeline' },
  { name: 'toCallBack', action: 'callBack' },
  { name: 'vip' },
  { name: 'voicemail' },
  { name: 'wrapUp' },
] as const satisfies readonly DeskWord[]
