/** What has a key. The table of keys is this one: hints on keys, the sheet, the palette and the listener read it. */
interface KeyedAction {
  words: string
  group: Group
  /** A letter or a sign, of the profile `letters`. */
  letter?: string
  /** On the number pad, beside the letter, in the profile `numpad`. */
  numpad?: string
  /** With Ctrl and Shift, where a browser keeps the letter for itself; or an F key, where no letter is left. */
  ctrlShift?: string
  /** In every profile. */
  always?: readonly string[]
  /** A ring can be answered from a dialog, too. */
  inDialogs?: true
}

export type Group = 'Ringing' | 'My call' | 'Parking lot' | 'Calling' | 'Desk'

/** Browsers keep Ctrl+Shift with N, P, Q, T and W for their own windows and tabs: no page hears them. */
export const ACTIONS = {
  answer: {
    words: 'Answer the call that rings longest',
    group: 'Ringing',
    letter: 'A',
    numpad: 'Num +',
    inDialogs: true,
  },
  decline: { words: 'Decline it', group: 'Ringing', letter: 'D', inDialogs: true },
  hold: { words: 'Hold or resume', group: 'My call', letter: 'H', numpad: 'Num *' },
  mute: { words: 'Mute', group: 'My call', letter: 'M' },
  keypad: { words: 'Keypad', group: 'My call', letter: '#', ctrlShift: 'Y' },
  park: { words: 'Park in the next free slot', group: 'My call', letter: 'K', numpad: 'Num 0' },
  parkWith: {
    words: 'Park for somebody, with a note, or in a slot of choice',
    group: 'My call',
    letter: 'Shift+K',
    ctrlShift: 'L',
  },
  transfer: {
    words: 'Transfer; after asking first, transfer now',
    group: 'My call',
    letter: 'T',
    numpad: 'Num /',
    ctrlShift: 'X',
  },
  ask: {
    words: 'Ask first: the colleague with the focus, or choose one',
    group: 'My call',
    letter: 'Q',
    ctrlShift: 'F8',
  },
  takeBack: { words: 'Take back my last transfer', group: 'My call', letter: 'Z' },
  swap: {
    words: 'Swap with the call on hold, or between caller and colleague',
    group: 'My call',
    letter: 'S',
  },
  merge: {
    words: 'Three-way: caller and colleague together',
    group: 'My call',
    letter: 'J',
    ctrlShift: 'F9',
  },
  record: { words: 'Show or hide who the caller is', group: 'My call', letter: 'I' },
  addContact: {
    words: 'Add the caller to the contacts',
    group: 'My call',
    letter: 'Shift+I',
    ctrlShift: 'G',
  },
  note: { words: 'Write a note about the call', group: 'My call', letter: 'W', ctrlShift: 'J' },
  hangUp: {
    words: 'Hang up; in a consultation, leave the others together',
    group: 'My call',
    letter: 'E',
    numpad: 'Num -',
  },
  pickUp: { words: 'Pick up', group: 'Parking lot', letter: 'P', numpad: 'Num .', ctrlShift: 'U' },
  say: { words: 'Say who is wanted at which slot', group: 'Parking lot', letter: 'V', ctrlShift: 'F2' },
  copyPaging: {
    words: 'Copy who is wanted at which slot',
    group: 'Parking lot',
    letter: 'Shift+V',
    ctrlShift: 'Shift+F2',
  },
  slotHistory: { words: 'Who was in a slot today', group: 'Parking lot', letter: 'L', ctrlShift: 'F4' },
  call: { words: 'Call a number', group: 'Calling', letter: 'C' },
  callBack: { words: 'Call back the first on the list', group: 'Calling', letter: 'B' },
  palette: { words: 'Find a person, a call or a command', group: 'Desk', always: ['Ctrl+K'] },
  find: { words: 'Search on this page, or find anything', group: 'Desk', letter: '/', ctrlShift: 'F' },
  devices: { words: 'Devices: microphone, headset, ringer; and back', group: 'Desk', letter: ',' },
  notices: { words: 'All notices', group: 'Desk', letter: 'N', ctrlShift: 'O' },
  nextPart: { words: 'Go to the next part of the page', group: 'Desk', always: ['F6'] },
  previousPart: { words: 'Go to the part before', group: 'Desk', always: ['Shift+F6'] },
  goAvailable: { words: 'Go available', group: 'Desk' },
  goAway: { words: 'Go away', group: 'Desk' },
  sheet: { words: 'Show these keys', group: 'Desk', letter: '?', always: ['F1'] },
} as const satisfies Record<string, KeyedAction>

export type ActionId = keyof typeof ACTIONS

export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[]

export const PROFILES = ['letters', 'numpad', 'ctrlShift'] as const
export type Profile = (typeof PROFILES)[number]

/** The keys of an action before a person changes them. */
export function defaultKeys(id: ActionId, profile: Profile): readonly string[] {
  const { letter, numpad, ctrlShift = letter, always = [] }: KeyedAction = ACTIONS[id]
  const own = profile === 'ctrlShift' ? withCtrlShift(ctrlShift) : letter
  return [...(profile === 'numpad' ? [numpad] : []), own, ...always].filter((key) => key !== undefined)
}

/** A sign is at another place of each keyboard. */
const withCtrlShift = (key: string | undefined) => {
  if (key === undefined || /^(Shift\+)?F\d+$/.test(key)) return key
  return /^[A-Z]$/.test(key) ? `Ctrl+Shift+${key}` : undefined
}

export const worksInDialogs = (id: ActionId): boolean => 'inDialogs' in ACTIONS[id]
