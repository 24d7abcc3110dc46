import { needTexts } from '../language/language.ts'
import { partOf } from '../parts.ts'

/** Few sign-ins need it. */
export const loadSignInSteps = partOf(async () => {
  await needTexts('desk')
  return import('../second-factor/sign-in-steps.tsx')
})
