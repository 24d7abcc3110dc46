import type { Role } from '../../machines/ids.ts'

/** The account of an agent who signs in. */
export interface SignedInAccount {
  agentId: string
  name: string
  role: Role
}

export interface Session extends SignedInAccount {
  /** The hash of the token. The token itself is stored nowhere. */
  hash: string
  /** Milliseconds since the epoch. */
  createdAt: number
  expiresAt: number
}
