import { partOf } from '../parts.ts'

/** Few sign-ins need it. */
export const loadSignInSteps = partOf(() => import('../second-factor/sign-in-steps.tsx'))
