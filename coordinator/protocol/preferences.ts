import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'
import { LANGUAGES } from './language.ts'

const Density = z.enum(['comfortable', 'compact'])
const Language = z.enum(['auto', ...LANGUAGES])
const Favourites = z.array(AgentId).max(200, 'must be no more than 200')

/** `GET /api/me/preferences`: what an agent chose for the own desk. It follows the agent to each browser. */
export const Preferences = z.object({
  density: Density.default('comfortable'),
  /** A newer version may know more languages. */
  language: Language.default('auto').catch('auto'),
  /** The colleagues who come first, in no order. */
  favourites: Favourites.default([]),
})
export type Preferences = z.infer<typeof Preferences>

/** `PATCH /api/me/preferences`. What is left out stays as it is. */
export const PreferencesChange = z.object({
  density: Density.optional(),
  language: Language.optional(),
  favourites: Favourites.optional(),
})
export type PreferencesChange = z.infer<typeof PreferencesChange>
