import { z } from 'zod'
import { AgentView } from '../../coordinator/protocol/agent-view.ts'
import { type Credentials, DeskSettings, Me, type PresenceBody } from '../../coordinator/protocol/session.ts'
import { NoBody, requestApi } from '../api/request.ts'
import { sessionStore } from './session-store.ts'

/** Who is signed in here, and what is set for everybody. */
export type SignedInAgent = Me & DeskSettings

/** Null when nobody is signed in here. */
export async function whoAmI(): Promise<SignedInAgent | null> {
  const me = await requestApi('/api/session', Me.nullable())
  return me && { ...me, ...(await requestApi('/api/desk', DeskSettings)) }
}

/** Whose session this browser has, as the desk of an agent sees it: another agent may have signed in in another tab. */
export type SessionHere = 'mine' | 'another' | 'none'

/** @throws when the server does not say it */
export async function sessionHere(agentId: string): Promise<SessionHere> {
  const me = await whoAmI()
  if (!me) return 'none'
  if (me.agentId !== agentId) return 'another'
  sessionStore.trigger.began()
  return 'mine'
}

export async function signIn(credentials: Credentials): Promise<SignedInAgent> {
  await requestApi('/api/session', NoBody, { method: 'POST', body: credentials })
  sessionStore.trigger.began()
  const [me, settings] = await Promise.all([requestApi('/api/me', Me), requestApi('/api/desk', DeskSettings)])
  return { ...me, ...settings }
}

export const signOut = () => requestApi('/api/session', z.unknown(), { method: 'DELETE' })

export const choosePresence = (presence: PresenceBody['presence']) =>
  requestApi('/api/me/presence', AgentView, { method: 'PUT', body: { presence } })
