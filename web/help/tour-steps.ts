import type { ActionId } from '../keys/table.ts'

interface TourStep {
  title: string
  words: string
  /** What it is about, on the desk. */
  target: string
  /** Keys to remember. */
  actions: readonly ActionId[]
}

export const TOUR_STEPS: readonly TourStep[] = [
  {
    title: 'Can a call ring here?',
    words:
      'This line says whether calls ring in this browser, and how to mend it if not. What has happened stands at its right.',
    target: '.status-line',
    actions: ['notices'],
  },
  {
    title: 'Available or away',
    words: 'Calls ring at you while you are available. Away, you can still call, and pick up from the lot.',
    target: '.presence',
    actions: [],
  },
  {
    title: 'My call',
    words: 'The call that you are on is always here, with its keys. Without a call you dial here.',
    target: '.my-call',
    actions: ['hold', 'park', 'transfer', 'hangUp', 'call'],
  },
  {
    title: 'Ringing',
    words: 'Each ringing call has a number, which it keeps. Press the number to answer it.',
    target: '.ringing',
    actions: ['answer', 'decline'],
  },
  {
    title: 'Parking lot',
    words:
      'A parked caller waits in a slot, where anybody picks up. Nobody came? The caller rings at who parked them.',
    target: '.lot',
    actions: ['pickUp'],
  },
  {
    title: 'Colleagues',
    words: 'Who is free, who talks, and at whom calls do not ring. You transfer to them and call them.',
    target: '.colleagues',
    actions: ['transfer', 'takeBack'],
  },
  {
    title: 'Who still waits for a call',
    words:
      'History has every call. A caller whom nobody answered stays on its list until somebody has talked with them.',
    target: '.nav',
    actions: ['callBack'],
  },
  {
    title: 'Everything has a key',
    words: 'Find does anything by its name. The sheet shows all keys, and lets you change them.',
    target: '.me',
    actions: ['palette', 'sheet'],
  },
]
