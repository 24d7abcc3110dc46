import { needTexts } from '../language/language.ts'
import { partOf } from '../parts.ts'

/** Few sign-ins need it. */
export const loadSignInSteps = partOf(async () => {
  const [steps] = await Promise.all([import('../second-factor/sign-in-steps.tsx'), needTexts('desk')])
  return steps
})
