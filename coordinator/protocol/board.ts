import { z } from 'zod'
import { DeskSettings } from './session.ts'
import { LineOfText } from './text.ts'
import { Today } from './today.ts'

const Time = z.iso.datetime()

/** How a screen on the wall names agents: by first names, or not at all. */
export const BoardNames = z.enum(['first', 'none'])
export type BoardNames = z.infer<typeof BoardNames>

/** `POST /api/wallboards` */
export const NewScreen = z.object({
  name: LineOfText(60).pipe(z.string().min(1, 'must not be empty')),
  names: BoardNames.default('first'),
})

/** A screen that shows the board without a sign-in. */
export const Screen = z.object({
  id: z.string(),
  name: z.string(),
  names: BoardNames,
  createdAt: Time,
  createdBy: z.string(),
  /** Null: never. */
  lastUsedAt: Time.nullable(),
})
export type Screen = z.infer<typeof Screen>
export const Screens = z.array(Screen)

/** The answer to `POST /api/wallboards`: the token is shown this once. */
export const ScreenAdded = Screen.extend({ token: z.string() })

/** What such a screen shows: figures, and no caller. */
export const Board = z.object({
  /** Callers nobody has answered yet. */
  waiting: z.object({ count: z.number().int(), since: Time.nullable() }),
  /** `urgent`: somebody there rings again, or is about to. */
  lot: z.object({ count: z.number().int(), since: Time.nullable(), urgent: z.boolean() }),
  /** Those who are not offline. Each keeps its place. */
  people: z.array(
    z.object({
      name: z.string().nullable(),
      state: z.enum(['available', 'talking', 'deaf', 'away', 'rings']),
      talksSince: Time.nullable(),
    }),
  ),
  today: Today.pick({ calls: true, answered: true, serviceLevel: true }).nullable(),
  waits: DeskSettings.shape.waits,
})
export type Board = z.infer<typeof Board>

/** The stream's sign of life, every 10 s: what is shown is true. */
export const BoardBeat = z.object({ at: Time })
