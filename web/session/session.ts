import { z } from 'zod'
import { AgentView, type Presence } from '../../machines/agent/view.ts'
import { Me } from '../../machines/api.ts'
import { Nothing, Refused, request } from '../api/request.ts'

/** Who is signed in here; null when nobody is. */
export async function whoAmI(): Promise<Me | null> {
  try {
    return await request('/api/me', Me)
  } catch (error) {
    if (error instanceof Refused && error.problem.code === 'unauthenticated') return null
    throw error
  }
}

export async function signIn(username: string, password: string): Promise<Me> {
  await request('/api/session', Nothing, { method: 'POST', body: { username, password } })
  return request('/api/me', Me)
}

export const signOut = () => request('/api/session', z.unknown(), { method: 'DELETE' })

export const choosePresence = (presence: Exclude<Presence, 'offline'>) =>
  request('/api/me/presence', AgentView, { method: 'PUT', body: { presence } })
