import { Refusal } from '../http/problem.ts'
import type { RouteResponse } from '../http/response.ts'

/** Resolves to null when all is well, otherwise to the reason. */
export type ReadinessCheck = () => Promise<string | null>

/** A check that takes longer has failed (ms). */
const PATIENCE_MS = 2_000

/** @throws {Refusal} `unavailable` with every reason, under the name of its check */
export async function readiness(checks: Record<string, ReadinessCheck>): Promise<RouteResponse> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([path, check]) => ({ path, message: await reasonOf(check) })),
  )
  const errors = results.flatMap(({ path, message }) => (message === null ? [] : [{ path, message }]))
  if (errors.length === 0) return { status: 200, body: { status: 'ready' } }
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
  throw new Refusal('unavailable', detail, { errors })
}

async function reasonOf(check: ReadinessCheck): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PATIENCE_MS} ms`), PATIENCE_MS)
  })
  try {
    return await Promise.race([check(), patience])
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    clearTimeout(timer)
  }
}
