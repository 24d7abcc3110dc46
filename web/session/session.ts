import { z } from 'zod'
import { AgentView } from '../../coordinator/protocol/agent-view.ts'
import { type Credentials, DeskSettings, Me, type PresenceBody } from '../../coordinator/protocol/session.ts'
import { ApiRefusal, NoBody, requestApi } from '../api/request.ts'

/** Who is signed in here, and what is set for everybody. */
export type SignedInAgent = Me & DeskSettings

/** Null when nobody is signed in here. */
export async function whoAmI(): Promise<SignedInAgent | null> {
  try {
    return await fetchSignedInAgent()
  } catch (error) {
    if (error instanceof ApiRefusal && error.problem.code === 'unauthenticated') return null
    throw error
  }
}

export async function signIn(credentials: Credentials): Promise<SignedInAgent> {
  await requestApi('/api/session', NoBody, { method: 'POST', body: credentials })
  return fetchSignedInAgent()
}

async function fetchSignedInAgent(): Promise<SignedInAgent> {
  const me = await requestApi('/api/me', Me)
  return { ...me, ...(await requestApi('/api/desk', DeskSettings)) }
}

export const signOut = () => requestApi('/api/session', z.unknown(), { method: 'DELETE' })

export const choosePresence = (presence: PresenceBody['presence']) =>
  requestApi('/api/me/presence', AgentView, { method: 'PUT', body: { presence } })
