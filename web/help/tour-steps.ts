import type { ActionId } from '../keys/table.ts'

interface TourStep {
  /** Its keys in the catalogue begin with `tour.` and this. */
  name: string
  /** What it is about, on the desk. */
  target: string
  /** Keys to remember. */
  actions: readonly ActionId[]
}

export const TOUR_STEPS = [
  {
    name: 'reach',
    target: '.status-line',
    actions: ['notices'],
  },
  {
    name: 'presence',
    target: '.presence',
    actions: [],
  },
  {
    name: 'myCall',
    target: '.my-call',
    actions: ['hold', 'park', 'transfer', 'hangUp', 'call'],
  },
  {
    name: 'ringing',
    target: '.ringing',
    actions: ['answer', 'decline'],
  },
  {
    name: 'lot',
    target: '.lot',
    actions: ['pickUp'],
  },
  {
    name: 'colleagues',
    target: '.colleagues',
    actions: ['transfer', 'takeBack'],
  },
  {
    name: 'waiting',
    target: '.nav',
    actions: ['callBack'],
  },
  {
    name: 'keys',
    target: '.me',
    actions: ['palette', 'sheet'],
  },
] as const satisfies readonly TourStep[]
