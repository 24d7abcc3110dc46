import type { SessionView } from '../protocol/account.ts'
import type { Session } from './session.ts'

/** @param by the session that asks */
export const toSessionView = (
  { hash, createdAt, usedAt, expiresAt, address, userAgent }: Session,
  by: Session,
): SessionView => ({
  id: hash,
  current: hash === by.hash,
  createdAt: new Date(createdAt).toISOString(),
  usedAt: new Date(usedAt).toISOString(),
  expiresAt: new Date(expiresAt).toISOString(),
  address,
  userAgent,
})
