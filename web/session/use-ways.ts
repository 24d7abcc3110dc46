import { useEffect, useState } from 'react'
import type { SignInWays } from '../../coordinator/protocol/sign-in-ways.ts'
import { BY_PASSWORD, waysToSignIn } from './ways.ts'

/** The ways to sign in here, once they are known. */
export function useWays(): SignInWays {
  const [ways, setWays] = useState(BY_PASSWORD)
  useEffect(() => void waysToSignIn().then(setWays), [])
  return ways
}
