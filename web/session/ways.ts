import { SignInWays } from '../../coordinator/protocol/sign-in-ways.ts'
import { requestApi } from '../api/request.ts'
import { t } from '../language/text.ts'

/** As long as the server has not said otherwise. */
export const BY_PASSWORD: SignInWays = { company: null, passwords: 'everybody' }

let asked: Promise<SignInWays> | null = null

/** The ways to sign in here. Never rejects: if no answer comes, it is the password. */
export function waysToSignIn(): Promise<SignInWays> {
  asked ??= requestApi('/api/sign-in', SignInWays).catch(() => {
    asked = null
    return BY_PASSWORD
  })
  return asked
}

/** What people call the company's account. */
export const companyName = ({ company }: SignInWays) => company?.name ?? t('start.company.default')
