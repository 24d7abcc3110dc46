import { z } from 'zod'

/** `GET /api/sign-in`: the ways to sign in here. */
export const SignInWays = z.object({
  /** The company's account, by an OpenID provider; null: there is none. Without a `name` the console has words of its own. */
  company: z.object({ name: z.string().nullable() }).nullable(),
  /** Whose passwords open a sign-in. */
  passwords: z.enum(['everybody', 'admins']),
})
export type SignInWays = z.infer<typeof SignInWays>

/** Why the company's account did not sign somebody in. */
export const SignInRefusal = z.enum([
  /** Nothing that the provider says gives a role. */
  'no_role',
  /** An administrator has disabled the account. */
  'disabled',
  /** Somebody else has the user name here. */
  'name_taken',
  /** What the provider says is no user name. */
  'no_username',
  /** The desk is somebody else's. */
  'another_person',
  /** The person gave up at the provider. */
  'cancelled',
  /** Too late, a second time, or begun in another browser. */
  'expired',
  'unreachable',
  /** The provider refuses this client: a setting is wrong. */
  'misconfigured',
  /** The answer does not prove who it is. */
  'not_proven',
  'too_many',
  'store_away',
])
export type SignInRefusal = z.infer<typeof SignInRefusal>

/** How a sign-in by the company's account has ended, as the fragment of the console's address says it. */
export interface CompanyOutcome {
  /** It was asked for in a window of its own, over a desk. */
  window: boolean
  /** Null: signed in. */
  refusal: SignInRefusal | null
}

const [PAGE, WINDOW, DONE] = ['#company=', '#company-window=', 'done']

export const companyHash = ({ window, refusal }: CompanyOutcome): string =>
  `${window ? WINDOW : PAGE}${refusal ?? DONE}`

export function companyOutcomeIn(hash: string): CompanyOutcome | null {
  const window = hash.startsWith(WINDOW)
  if (!window && !hash.startsWith(PAGE)) return null
  const said = hash.slice((window ? WINDOW : PAGE).length)
  if (said === DONE) return { window, refusal: null }
  const refusal = SignInRefusal.safeParse(said).data
  return refusal ? { window, refusal } : null
}
