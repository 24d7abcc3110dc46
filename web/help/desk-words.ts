import type { ActionId } from '../keys/table.ts'

/** A word that an agent reads at the desk. */
interface DeskWord {
  word: string
  meaning: string
  /** What has the key for it. */
  action?: ActionId
}

/** The words of the desk, for the people who work at it. `docs/glossary.md` has those of the code. */
export const DESK_WORDS: readonly DeskWord[] = [
  {
    word: 'Answer',
    meaning:
      'You take a ringing call. It stops ringing everywhere at once. If a colleague was faster, the desk says who.',
    action: 'answer',
  },
  {
    word: 'Ask first',
    meaning:
      'A transfer in two steps: you talk with your colleague while the caller hears music. Then you transfer now, or go back to the caller.',
    action: 'transfer',
  },
  { word: 'Available', meaning: 'New calls ring at you, if this browser can ring.', action: 'goAvailable' },
  {
    word: 'Away',
    meaning:
      'No new call rings at you. You can still call, pick up from the lot, and take calls that ring elsewhere.',
    action: 'goAway',
  },
  {
    word: 'Back to you',
    meaning:
      'A call that you parked or transferred, and that nobody took in time, rings at you again. After that it rings at everybody.',
  },
  {
    word: 'Blind transfer',
    meaning:
      'The caller rings at your colleague, and you are free at once. Until somebody answers, you can take it back.',
    action: 'transfer',
  },
  { word: 'Blocked', meaning: 'Calls from this contact ring nowhere and have no row.' },
  { word: 'Decline', meaning: 'The call stops ringing at you alone.', action: 'decline' },
  {
    word: 'Does not ring',
    meaning:
      'A call would make no sound here, or at that colleague. The reason stands beside it, and a click leads to what mends it.',
  },
  {
    word: 'Hold',
    meaning: 'The caller hears music and stays yours. Nobody else can take the call.',
    action: 'hold',
  },
  {
    word: 'Lot, slot',
    meaning:
      'The parking lot is where parked callers wait, each in a numbered slot. Everybody sees it, and anybody may pick up.',
    action: 'pickUp',
  },
  {
    word: 'Number not confirmed by the carrier',
    meaning:
      'Anybody may show that number. No name and no note of a contact stands beside it as a fact: ask who it is.',
  },
  { word: 'Number withheld', meaning: 'The caller hides the number. It cannot be called back.' },
  {
    word: 'Park',
    meaning:
      'The caller waits in a slot of the lot with music, and anybody may pick up. After a while it comes back to you.',
    action: 'park',
  },
  { word: 'Pick up', meaning: 'You take a caller out of the lot.', action: 'pickUp' },
  {
    word: 'Ringing elsewhere',
    meaning: 'A call rings at colleagues, or leaves a message now. You may take it all the same.',
  },
  {
    word: 'Rings here',
    meaning: 'This browser has just proven that a call would ring: sound, microphone and line work.',
  },
  {
    word: 'Swap',
    meaning: 'The caller with whom you talk goes on hold, and you talk with the other one.',
    action: 'swap',
  },
  {
    word: 'Take back',
    meaning: 'Your transfer still rings: you have the caller again.',
    action: 'takeBack',
  },
  {
    word: 'Timeline',
    meaning: 'What happened to one call: who had the caller, when, and how long they waited.',
  },
  {
    word: 'To call back',
    meaning:
      'Callers whom nobody answered. They stay on the list in History until somebody has talked with them.',
    action: 'callBack',
  },
  {
    word: 'VIP',
    meaning: 'A contact whom the office marked. The mark stands in the ring, the lot and the history.',
  },
  {
    word: 'Voicemail',
    meaning: 'Nobody answered in time, or the office is closed: the caller leaves a message for all.',
  },
  {
    word: 'Wrap-up',
    meaning: 'Your note and tags about a call. You write them in History, during the call or afterwards.',
  },
]
