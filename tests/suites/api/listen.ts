import { EventStream } from '../../setup/event-stream.ts'
import type { Office, Person } from './office.ts'

/** What a console hears, one event after the other. */
export async function listenTo(office: Office, person: Person) {
  const closing = new AbortController()
  const { body } = await fetch(`${office.url}/api/events`, {
    headers: { cookie: person.cookie },
    signal: closing.signal,
  })
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  const stream = new EventStream()
  const events: ReturnType<EventStream['read']> = []
  return {
    async next(name: string) {
      for (;;) {
        const at = events.findIndex(({ event }) => event === name)
        if (at >= 0) return events.splice(0, at + 1).at(-1)?.data
        events.push(...stream.read((await reader?.read())?.value ?? ''))
      }
    },
    close: () => closing.abort(),
  }
}
