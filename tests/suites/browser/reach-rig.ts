import { setTimeout as pause } from 'node:timers/promises'
import { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { TestDeployment } from '../../setup/deployment.ts'
import { signIn } from '../../setup/sign-in.ts'
import type { AgentDesk } from './desk.ts'
import { pollUntil } from './poll-until.ts'

const LOOK_EVERY_MS = 100

/** What the server says, read again and again by an agent who is away. */
export interface ServerWatch {
  /** Waits until it holds. @returns when, ms since the epoch */
  until(
    holds: (desk: { agents: Map<string, AgentView>; calls: Map<string, CallView> }) => boolean,
    what: string,
    withinMs: number,
  ): Promise<number>
}

export async function watchServer({ publicUrl }: TestDeployment, agentId: string): Promise<ServerWatch> {
  const cookie = await signIn(publicUrl, agentId)
  const read = async (path: string): Promise<unknown> =>
    (await fetch(`${publicUrl}${path}`, { headers: { cookie } })).json()
  const look = async () => {
    const [agents, calls] = await Promise.all([read('/api/agents'), read('/api/calls')])
    return {
      at: Date.now(),
      agents: new Map(
        AgentView.array()
          .parse(agents)
          .map((agent) => [agent.agentId, agent]),
      ),
      calls: new Map(
        CallView.array()
          .parse(calls)
          .map((call) => [call.callSid, call]),
      ),
    }
  }
  let looking: ReturnType<typeof look> | null = null
  /** One look for all that wait. */
  const shared = () => {
    looking ??= pause(LOOK_EVERY_MS)
      .then(look)
      .finally(() => {
        looking = null
      })
    return looking
  }
  return {
    async until(holds, what, withinMs) {
      const deadline = Date.now() + withinMs
      for (;;) {
        const { at, ...desk } = await shared()
        if (holds(desk)) return at
        if (at > deadline) throw new Error(`Waited too long: ${what}`)
      }
    },
  }
}

/** What a page said of itself, and when. */
export interface Said {
  at: number
  connection: string
  rings: string
  words: string
}

declare global {
  interface Window {
    __said: Said[]
  }
}

/** Lets the page note what its two pills say. */
export const watchPills = ({ page }: AgentDesk) =>
  page.evaluate(() => {
    const said: Said[] = []
    const look = () => {
      const [connection, rings] = ['connection', 'rings'].map(
        (name) => document.querySelector(`[data-${name}]`)?.getAttribute(`data-${name}`) ?? '',
      )
      const words = document.querySelector('[data-rings] [role="status"]')?.textContent ?? ''
      const before = said.at(-1)
      if (before?.connection === connection && before?.rings === rings && before?.words === words) return
      said.push({
        at: performance.timeOrigin + performance.now(),
        connection: connection ?? '',
        rings: rings ?? '',
        words,
      })
    }
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    })
    look()
    window.__said = said
  })

export const pillsSaid = ({ page }: AgentDesk): Promise<Said[]> => page.evaluate(() => window.__said)

/**
 * A caller in the lot, who will return to this agent. No browser of the agent takes part: the call is claimed and parked within
 * the time in which a console would connect.
 */
export async function parkCallerFor(
  { publicUrl, simulatorUrl }: TestDeployment,
  agentId: string,
): Promise<{ callSid: string; returnsAt: number; hangUp: () => Promise<unknown> }> {
  const cookie = await signIn(publicUrl, agentId)
  const callSid = await placeCall({ simulatorUrl }, agentId)
  const command = async (name: string) => {
    const response = await fetch(`${publicUrl}/api/calls/${callSid}/${name}`, {
      method: 'POST',
      headers: { cookie },
    })
    return response.ok ? CallView.parse(await response.json()) : false
  }
  await pollUntil(() => command('claim'), `${agentId} claims`)
  const { parked } = await pollUntil(() => command('park'), `${agentId} parks`)
  const returnsAt = Date.parse(parked?.returnsAt ?? '')
  return { callSid, returnsAt, hangUp: () => command('hangup') }
}

/** Somebody calls, and hums. @returns the call's sid */
export async function placeCall(
  { simulatorUrl }: Pick<TestDeployment, 'simulatorUrl'>,
  callerName: string,
): Promise<string> {
  const from = `+1217555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`
  const placed = await fetch(`${simulatorUrl}/sim/calls`, {
    method: 'POST',
    body: JSON.stringify({ from, callerName }),
  })
  const { callSid } = (await placed.json()) as { callSid: string }
  return callSid
}
