import { z } from 'zod'

/** What is wrong with the ID tokens. `unasked`: they do not say when the person signed in; `remembered`: an hour ago. */
export const Flaw = z.enum([
  'nonce',
  'audience',
  'issuer',
  'expired',
  'future',
  'skewed',
  'signature',
  'unasked',
  'remembered',
])
export type Flaw = z.infer<typeof Flaw>

/** What a test tells the provider. */
export const Control = z.object({
  /** The claims of each subject. */
  people: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  flaw: Flaw.nullable().default(null),
  down: z.enum(['hanging', 'failing']).nullable().default(null),
  /** What is down. */
  downAt: z.enum(['everywhere', 'userinfo']).default('everywhere'),
  refreshTokens: z.boolean().default(true),
})
export type Control = z.input<typeof Control>
