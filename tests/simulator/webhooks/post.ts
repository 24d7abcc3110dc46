import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { afterAwake } from '../awake.ts'
import type { Failure, RetryPolicy } from './policy.ts'

export interface WebhookResponse {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** The far side could not be reached, or did not answer in time. */
export class NoAnswer extends Error {
  readonly failure: Failure

  constructor(failure: Failure, message: string) {
    super(message)
    this.failure = failure
  }
}

export interface WebhookRequest {
  readonly url: URL
  readonly method: 'GET' | 'POST'
  readonly headers: Record<string, string>
  readonly body: string
  readonly timeouts: Pick<RetryPolicy, 'connectTimeoutMs' | 'readTimeoutMs'>
}

/** One HTTP request with separate limits for connecting and for the answer. */
export function send(outgoing: WebhookRequest, signal: AbortSignal): Promise<WebhookResponse> {
  return new Promise((resolve, reject) => {
    const start = outgoing.url.protocol === 'https:' ? secureRequest : plainRequest
    // A connection of its own each time: a kept one would turn a restart of the far side into a reset.
    const request = start(outgoing.url, { method: outgoing.method, headers: outgoing.headers, agent: false })
    const limits = watch(request, outgoing.timeouts)
    const onAbort = () => request.destroy(new Error('no longer wanted'))
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    request.on('close', () => {
      limits.clear()
      signal.removeEventListener('abort', onAbort)
    })
    request.on('error', (error) => {
      reject(error instanceof NoAnswer ? error : new NoAnswer('ct', error.message))
    })
    request.on('response', (response) => {
      read(response).then(resolve, (error: unknown) => reject(new NoAnswer('rt', String(error))))
    })
    request.end(outgoing.body)
  })
}

function watch(request: ClientRequest, timeouts: WebhookRequest['timeouts']) {
  const late = (failure: Failure, what: string) => () => request.destroy(new NoAnswer(failure, what))
  let clear = afterAwake(timeouts.connectTimeoutMs, late('ct', 'connect timeout'))
  request.on('response', () => clear())
  request.on('socket', (socket) => {
    socket.once('connect', () => {
      clear()
      clear = afterAwake(timeouts.readTimeoutMs, late('rt', 'read timeout'))
    })
  })
  return { clear: () => clear() }
}

async function read(response: IncomingMessage): Promise<WebhookResponse> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(Buffer.from(chunk))
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    body: Buffer.concat(chunks).toString('utf8'),
  }
}
