import type { Role } from '../../machines/ids.ts'

/** The account of an agent who signs in. */
export interface SignedInAccount {
  agentId: string
  name: string
  role: Role
}

/** Where an agent signs in. */
export interface SignInPlace {
  /** The client's address. */
  address: string | null
  /** The `User-Agent` header, cut. */
  userAgent: string | null
}

/** What a session is opened for. Times are milliseconds since the epoch. */
export interface SessionTerms {
  /** When the agent last proved who it is. */
  confirmedAt: number
  /** When it ends in any case. */
  endsAt: number
  /** The company's account has opened it: there is no password to ask for. */
  company: boolean
}

/** Times are milliseconds since the epoch. */
export interface Session extends SignedInAccount, SignInPlace, SessionTerms {
  /** The hash of the token. The token itself is stored nowhere. */
  hash: string
  createdAt: number
  /** The last use that was noted. */
  usedAt: number
  expiresAt: number
}
