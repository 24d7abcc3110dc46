import { useCallback, useEffect, useRef, useState } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { Person } from '../../coordinator/protocol/people.ts'
import { useConsole } from '../desk/use-console.ts'
import { fetchPeople } from './requests.ts'

/** Sessions end and begin without news in the feed. */
const READ_EVERY_MS = 30_000

/** Everybody who signs in. Read again after each act, when the feed says that somebody comes, goes or is renamed, and now and then. */
export function usePeople() {
  const { desk } = useConsole()
  const [people, setPeople] = useState<readonly Person[] | null>(null)
  const [failed, setFailed] = useState(false)
  const asked = useRef(0)

  const read = useCallback(async () => {
    const mine = ++asked.current
    try {
      const found = await fetchPeople()
      if (mine !== asked.current) return
      setPeople(found)
      setFailed(false)
    } catch (error) {
      if (mine !== asked.current) return
      console.warn('The people could not be read', error)
      setFailed(true)
    }
  }, [])

  useEffect(() => {
    void read()
    const timer = setInterval(() => void read(), READ_EVERY_MS)
    let { agents } = desk.getSnapshot().context.confirmed
    const { unsubscribe } = desk.subscribe(({ context: { confirmed } }) => {
      if (confirmed.agents === agents) return
      const isNews = whoIsHere(confirmed.agents) !== whoIsHere(agents)
      agents = confirmed.agents
      if (isNews) void read()
    })
    return () => {
      clearInterval(timer)
      unsubscribe()
    }
  }, [desk, read])

  return { people, failed, read }
}

const whoIsHere = (agents: ReadonlyMap<string, AgentView>) =>
  JSON.stringify(
    [...agents.values()].map(({ agentId, name, presence }) => [agentId, name, presence === 'offline']),
  )
