import { AgentView } from '../../coordinator/protocol/agent-view.ts'
import { Preferences } from '../../coordinator/protocol/preferences.ts'
import {
  type Credentials,
  DeskSettings,
  Me,
  type PresenceBody,
  SignedOut,
} from '../../coordinator/protocol/session.ts'
import { NoBody, requestApi } from '../api/request.ts'
import { sessionStore } from './session-store.ts'

/** Who is signed in here, what this agent chose, and what is set for everybody. */
export type SignedInAgent = Me & DeskSettings & { preferences: Preferences }

/** Null when nobody is signed in here. */
export async function whoAmI(): Promise<SignedInAgent | null> {
  const me = await requestApi('/api/session', Me.nullable())
  return me && { ...me, ...(await settingsOfDesk()) }
}

/** Whose session this browser has, as the desk of an agent sees it: another agent may have signed in in another tab. */
export type SessionHere = 'mine' | 'another' | 'none'

/** @throws when the server does not say it */
export async function sessionHere(agentId: string): Promise<SessionHere> {
  const me = await requestApi('/api/session', Me.nullable())
  if (!me) return 'none'
  if (me.agentId !== agentId) return 'another'
  sessionStore.trigger.began()
  return 'mine'
}

export async function signIn(credentials: Credentials): Promise<SignedInAgent> {
  await requestApi('/api/session', NoBody, { method: 'POST', body: credentials })
  sessionStore.trigger.began()
  const [me, settings] = await Promise.all([requestApi('/api/me', Me), settingsOfDesk()])
  return { ...me, ...settings }
}

async function settingsOfDesk() {
  const [settings, preferences] = await Promise.all([
    requestApi('/api/desk', DeskSettings),
    // The desk starts without the preferences if they cannot be read. The defaults hold then.
    requestApi('/api/me/preferences', Preferences).catch(() => Preferences.parse({})),
  ])
  return { ...settings, preferences }
}

/** Leaves the page where the company's account is signed out too. */
export async function signOut(): Promise<void> {
  const there = await requestApi('/api/session', SignedOut.nullable(), { method: 'DELETE' })
  if (there) location.assign(there.url)
}

export const choosePresence = (presence: PresenceBody['presence']) =>
  requestApi('/api/me/presence', AgentView, { method: 'PUT', body: { presence } })
