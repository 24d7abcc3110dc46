import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import type { InvitationState } from '../protocol/people.ts'
import type { StoredAccount } from './account.ts'

/** How long a link opens a sign-in. */
const GOOD_FOR_MS = 86_400_000

/** The secret of a link, and until when (ms) it opens a sign-in. */
export interface Invitation {
  secret: string
  until: number
}

/** A link: its secret is a temporary password, so a sign-in asks for another one, and the link is good once. */
export async function newInvitation(now: number) {
  const secret = randomBytes(24).toString('base64url')
  const until = now + GOOD_FOR_MS
  return {
    invitation: { secret, until },
    /** What the account keeps of it. */
    fields: {
      sessionsSince: now,
      passwordHash: await hash(secret),
      passwordPrinted: false,
      temporaryUntil: until,
      invitation: { hash: digestOf(secret), until, used: false },
    },
  }
}

/** What became of the link with this secret. */
export function stateOfInvitation(
  { invitation, disabled }: StoredAccount,
  secret: string,
  now: number,
): InvitationState {
  if (invitation === null || disabled || !isSame(invitation.hash, digestOf(secret))) return 'void'
  if (invitation.used) return 'used'
  return invitation.until <= now ? 'expired' : 'good'
}

/** 192 random bits need no salt and no work factor. */
const digestOf = (secret: string) => digest('sha256', secret, 'base64url')

const isSame = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
