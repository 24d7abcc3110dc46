/**
 * What has a key. The table of keys is this one: hints on keys, the sheet, the palette and the listener read it. The words of
 * each are in the catalogue, as `keys.action.` and its name.
 */
interface KeyedAction {
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

export type Group = 'ringing' | 'myCall' | 'lot' | 'calling' | 'desk'

/** Browsers keep Ctrl+Shift with N, P, Q, T and W for their own windows and tabs: no page hears them. */
export const ACTIONS = {
  answer: {
    group: 'ringing',
    letter: 'A',
    numpad: 'Num +',
    inDialogs: true,
  },
  decline: { group: 'ringing', letter: 'D', inDialogs: true },
  hold: { group: 'myCall', letter: 'H', numpad: 'Num *' },
  mute: { group: 'myCall', letter: 'M' },
  keypad: { group: 'myCall', letter: '#', ctrlShift: 'Y' },
  park: { group: 'myCall', letter: 'K', numpad: 'Num 0' },
  parkWith: {
    group: 'myCall',
    letter: 'Shift+K',
    ctrlShift: 'L',
  },
  transfer: {
    group: 'myCall',
    letter: 'T',
    numpad: 'Num /',
    ctrlShift: 'X',
  },
  ask: {
    group: 'myCall',
    letter: 'Q',
    ctrlShift: 'F8',
  },
  takeBack: { group: 'myCall', letter: 'Z' },
  swap: {
    group: 'myCall',
    letter: 'S',
  },
  merge: {
    group: 'myCall',
    letter: 'J',
    ctrlShift: 'F9',
  },
  record: { group: 'myCall', letter: 'I' },
  addContact: {
    group: 'myCall',
    letter: 'Shift+I',
    ctrlShift: 'G',
  },
  note: { group: 'myCall', letter: 'W', ctrlShift: 'J' },
  recordCall: { group: 'myCall', letter: 'R', ctrlShift: 'Shift+F8' },
  hangUp: {
    group: 'myCall',
    letter: 'E',
    numpad: 'Num -',
  },
  pickUp: { group: 'lot', letter: 'P', numpad: 'Num .', ctrlShift: 'U' },
  say: { group: 'lot', letter: 'V', ctrlShift: 'F2' },
  copyPaging: {
    group: 'lot',
    letter: 'Shift+V',
    ctrlShift: 'Shift+F2',
  },
  slotHistory: { group: 'lot', letter: 'L', ctrlShift: 'F4' },
  call: { group: 'calling', letter: 'C' },
  callBack: { group: 'calling', letter: 'B' },
  palette: { group: 'desk', always: ['Ctrl+K'] },
  find: { group: 'desk', letter: '/', ctrlShift: 'F' },
  devices: { group: 'desk', letter: ',' },
  notices: { group: 'desk', letter: 'N', ctrlShift: 'O' },
  nextPart: { group: 'desk', always: ['F6'] },
  previousPart: { group: 'desk', always: ['Shift+F6'] },
  goAvailable: { group: 'desk' },
  goAway: { group: 'desk' },
  sheet: { group: 'desk', letter: '?', always: ['F1'] },
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
