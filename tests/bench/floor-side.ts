import { type Child, startChild } from './child.ts'
import { requestText } from './http-connection.ts'
import { type MeasuredSide, subject } from './measured-side.ts'

export const startFloor = (redisUrl: string): Promise<Child> =>
  startChild('tests/bench/floor.ts', { REDIS_URL: redisUrl })

export const floorConsoles = (wanted: number) => ({
  path: '/',
  headers: Array.from({ length: wanted }, () => ({})),
})

const AS_LONG_AS_A_COOKIE = { 'X-As-Long-As-A-Cookie': 'x'.repeat(140) }

/** As long as an echo of the product. */
export const floorEcho = () =>
  requestText(
    { path: '/echo', headers: AS_LONG_AS_A_COOKIE, body: JSON.stringify({ facts: 'x'.repeat(110) }) },
    'floor',
  )

/** The floor, asked for as much and by requests as long as the product. */
export function floorSide(url: string, count: number): MeasuredSide {
  const { host } = new URL(url)
  const headers = AS_LONG_AS_A_COOKIE
  let callers = 0
  return {
    url,
    subjects: Array.from({ length: count }, (_, n) =>
      subject(`call-${n}`, 0, () => requestText({ path: `/call-${n}`, headers }, host)),
    ),
    consoles: floorConsoles,
    live: async () => 0,
    voice: () => requestText({ path: `/voice-${callers++}`, headers, body: 'x'.repeat(220) }, host),
  }
}
