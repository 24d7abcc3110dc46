import { z } from 'zod'
import { AgentView, type Presence } from '../../machines/agent/view.ts'
import { DeskSettings, Me } from '../../machines/api.ts'
import { Nothing, Refused, request } from '../api/request.ts'

/** Who is signed in here, and what is set for everybody. */
export type Self = Me & DeskSettings

/** Null when nobody is signed in here. */
export async function whoAmI(): Promise<Self | null> {
  try {
    return await self()
  } catch (error) {
    if (error instanceof Refused && error.problem.code === 'unauthenticated') return null
    throw error
  }
}

export async function signIn(username: string, password: string): Promise<Self> {
  await request('/api/session', Nothing, { method: 'POST', body: { username, password } })
  return self()
}

async function self(): Promise<Self> {
  const me = await request('/api/me', Me)
  return { ...me, ...(await request('/api/desk', DeskSettings)) }
}

export const signOut = () => request('/api/session', z.unknown(), { method: 'DELETE' })

export const choosePresence = (presence: Exclude<Presence, 'offline'>) =>
  request('/api/me/presence', AgentView, { method: 'PUT', body: { presence } })
