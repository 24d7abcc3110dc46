import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import twilio from 'twilio'
import { vi } from 'vitest'
import type { SimulatedCall } from '../../simulator/control/call-view.ts'
import { type Simulator, startSimulator } from '../../simulator/server.ts'
import type { SimulatorSettingsInput } from '../../simulator/settings.ts'

const HEX = '0123456789abcdef0123456789abcdef'
export const CREDENTIALS = {
  accountSid: `AC${HEX}`,
  authToken: 'auth-token-of-tests',
  apiKeySid: `SK${HEX}`,
  apiKeySecret: 'api-key-secret-of-tests',
  twimlAppSid: `AP${HEX}`,
}
export const NUMBER = '+12175550100'

export interface ReceivedWebhook {
  readonly path: string
  readonly method: string
  readonly params: Record<string, string>
  readonly headers: IncomingMessage['headers']
}

export interface GivenResponse {
  readonly status?: number
  readonly type?: string
  readonly body?: string | Buffer
}

/** A deployment that answers each path with the document that the test gives it. */
export async function startWebhookServer(
  documents: Record<string, (webhook: ReceivedWebhook) => string | GivenResponse>,
) {
  const webhooks: ReceivedWebhook[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const url = new URL(request.url ?? '/', 'http://deployment')
    const webhook = {
      path: url.pathname,
      method: request.method ?? '',
      params: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      headers: request.headers,
    }
    webhooks.push(webhook)
    const given = documents[url.pathname]?.(webhook) ?? { status: 204 }
    const answer: GivenResponse =
      typeof given === 'string' ? { body: `<Response>${given}</Response>` } : given
    response.writeHead(answer.status ?? 200, { 'Content-Type': answer.type ?? 'text/xml' }).end(answer.body)
  })
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://127.0.0.1:${port}`,
    webhooks,
    to: (path: string) => webhooks.filter((webhook) => webhook.path === path),
    stop,
    restart: () => listen(port),
  }
}

export type WebhookServer = Awaited<ReturnType<typeof startWebhookServer>>

/** A simulator, with what a test does to it: Twilio's own client, and the caller's hands. */
export async function startTestSimulator(settings: Partial<SimulatorSettingsInput> = {}) {
  const simulator = await startSimulator({
    ...CREDENTIALS,
    phoneNumber: NUMBER,
    ringMs: 50,
    speechRate: 0.1,
    retryDelayMs: 50,
    ...settings,
  })
  return { simulator, client: clientOf(simulator), caller: callerOf(simulator) }
}

export type TestSimulator = Awaited<ReturnType<typeof startTestSimulator>>

/** Points the number at `/voice` and the App at `/leg` of a deployment, the way a deployment does it itself. */
export async function pointAt(bench: TestSimulator, deployment: WebhookServer, fragment = ''): Promise<void> {
  const statusCallback = `${deployment.url}/status`
  await pointNumber(bench, { voiceUrl: `${deployment.url}/voice${fragment}`, statusCallback })
  await bench.client
    .applications(CREDENTIALS.twimlAppSid)
    .update({ voiceUrl: `${deployment.url}/leg`, statusCallback })
}

export async function pointNumber(bench: TestSimulator, change: object): Promise<void> {
  const [number] = await bench.client.incomingPhoneNumbers.list({ phoneNumber: NUMBER })
  await bench.client.incomingPhoneNumbers(number?.sid ?? '').update(change)
}

export function accessToken(identity: string, ttl = 600): string {
  const { accountSid, apiKeySid, apiKeySecret, twimlAppSid } = CREDENTIALS
  const token = new twilio.jwt.AccessToken(accountSid, apiKeySid, apiKeySecret, { identity, ttl })
  const grant = { outgoingApplicationSid: twimlAppSid, incomingAllow: true }
  token.addGrant(new twilio.jwt.AccessToken.VoiceGrant(grant))
  return token.toJwt()
}

/** Waits for a condition that throws or is false until it holds. */
export function until<T>(
  condition: () => T | Promise<T>,
  timeout = 5_000,
): Promise<Exclude<T, false | null | undefined>> {
  return vi.waitFor(
    async () => {
      const value = await condition()
      if (value === false || value === undefined || value === null)
        throw new Error(`still waiting for ${condition}`)
      return value as Exclude<T, false | null | undefined>
    },
    { timeout, interval: 20 },
  )
}

function clientOf(simulator: Simulator) {
  class Local extends twilio.RequestClient {
    override request<T>(options: Parameters<typeof twilio.RequestClient.prototype.request<T>>[0]) {
      return super.request<T>({
        ...options,
        uri: options.uri.replace('https://api.twilio.com', simulator.url),
      })
    }
  }
  return twilio(CREDENTIALS.accountSid, CREDENTIALS.authToken, { httpClient: new Local() })
}

function callerOf(simulator: Simulator) {
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(simulator.url + path, init)
    return (await response.json()) as T
  }
  const state = (sid: string) => ask<SimulatedCall>(`/sim/calls/${sid}`)
  return {
    ask,
    state,
    call: async (details: object = {}) => (await ask<{ callSid: string }>('/sim/calls', details)).callSid,
    hangUp: (sid: string) => ask<SimulatedCall>(`/sim/calls/${sid}/hangup`, {}),
    where: (sid: string, place: string | RegExp) =>
      until(async () => {
        const { where } = await state(sid)
        return typeof place === 'string' ? where === place : place.test(where)
      }),
  }
}
