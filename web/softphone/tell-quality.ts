import { z } from 'zod'
import type { LegQuality } from '../../machines/call/leg-quality.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { ApiRefusal, requestApi } from '../api/request.ts'

const AGAIN_AFTER_MS = 10_000
const MOST_TRIES = 30

type Send = (callSid: string, quality: LegQuality, idempotencyKey: string) => Promise<unknown>
type Later = (afterMs: number, work: () => void) => unknown

/**
 * Tells the server how good a leg was, again and again for five minutes while nobody answers. It is worth no more: a report
 * that is lost leaves the call as it is.
 */
export function tellQuality(
  callSid: string,
  quality: LegQuality,
  send: Send = post,
  later: Later = (afterMs, work) => setTimeout(work, afterMs),
) {
  const key = newIdempotencyKey()
  let tries = 0
  const attempt = () => {
    tries += 1
    send(callSid, quality, key).catch((error: unknown) => {
      if (error instanceof ApiRefusal && error.problem.code !== 'unavailable') return
      if (tries < MOST_TRIES) later(AGAIN_AFTER_MS, attempt)
    })
  }
  attempt()
}

/** It outlives a page that is being closed. */
const post: Send = (callSid, body, idempotencyKey) =>
  requestApi(`/api/calls/${callSid}/quality`, z.unknown(), {
    method: 'POST',
    body,
    idempotencyKey,
    keepalive: true,
  })
