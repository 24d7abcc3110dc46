import { NoBody, requestApi } from '../api/request.ts'
import { sessionHere } from '../session/session.ts'
import { browserTimers } from './silence-alarm.ts'
import { StreamHost } from './stream-host.ts'

/**
 * A host with the means of a browser. It requests the stream of this agent alone: where another agent has signed in, whose
 * cookie all tabs have, the server refuses it.
 */
export const openStreamHost = (agentId: string): StreamHost =>
  new StreamHost({
    timers: browserTimers,
    now: Date.now,
    openSource: () => new EventSource(`/api/events?${new URLSearchParams({ agentId })}`),
    sessionHere: () => sessionHere(agentId),
    sendEcho: ({ consoleId, echo }) =>
      requestApi(`/api/me/consoles/${consoleId}`, NoBody, { method: 'POST', body: echo }),
  })
