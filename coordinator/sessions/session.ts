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

/** Times are milliseconds since the epoch. */
export interface Session extends SignedInAccount, SignInPlace {
  /** The hash of the token. The token itself is stored nowhere. */
  hash: string
  createdAt: number
  /** The last use that was noted. */
  usedAt: number
  /** When the agent last proved who it is. */
  confirmedAt: number
  expiresAt: number
}
