import type { WebSocket } from 'ws'
import type { Exchange } from '../calls/exchange.ts'
import type { Leg } from '../calls/leg.ts'
import type { RingResult } from '../calls/phones.ts'
import type { Log, SimulatorSettings } from '../settings.ts'
import { BrowserLeg } from './browser-leg.ts'
import type { Clients, RegisteredClient } from './clients.ts'
import { type ClientMessage, readMessage, type ServerMessage } from './messages.ts'
import { type AccessToken, readToken } from './token.ts'

/** The client reconnects after 15 s without a word from us. */
const HEARTBEAT_MS = 5_000
/** A client that has not echoed a heartbeat for so long is gone: its machine sleeps, or its network is dead. */
const SILENT_MS = 10_000
const HEARTBEAT = '\n'

interface Ringing {
  readonly browser: BrowserLeg
  readonly decide: (result: RingResult) => void
}

/** One WebSocket of the Voice SDK. */
export class SignallingSession implements RegisteredClient {
  private readonly socket: WebSocket
  private readonly exchange: Exchange
  private readonly clients: Clients
  private readonly settings: SimulatorSettings
  private readonly log: Log
  private readonly heartbeat: NodeJS.Timeout
  private readonly ringing = new Map<string, Ringing>()
  private readonly own = new Set<BrowserLeg>()
  private token: AccessToken | null = null
  private expiry: NodeJS.Timeout | null = null
  private heardAt = performance.now()

  constructor(
    socket: WebSocket,
    exchange: Exchange,
    clients: Clients,
    settings: SimulatorSettings,
    log: Log,
  ) {
    this.socket = socket
    this.exchange = exchange
    this.clients = clients
    this.settings = settings
    this.log = log
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS)
    socket.on('message', (data) => this.receive(data.toString()))
    socket.on('close', () => this.close())
    socket.on('error', (error) => log(`Signalling socket: ${error.message}`))
  }

  get identity(): string {
    return this.token?.identity ?? ''
  }

  async ring(
    leg: Leg,
    parameters: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<RingResult> {
    const browser = new BrowserLeg(this.send, null)
    browser.leg = leg
    const sdp = await browser.port.offer()
    const result = await new Promise<RingResult>((decide) => {
      const onAbort = () => decide({ result: 'no-answer' })
      signal.addEventListener('abort', onAbort, { once: true })
      if (signal.aborted) return onAbort()
      this.ringing.set(leg.sid, { browser, decide })
      this.send({
        type: 'invite',
        payload: {
          callsid: leg.sid,
          sdp,
          reconnect: browser.reconnectToken,
          parameters: {
            AccountSid: this.settings.accountSid,
            ApiVersion: '2010-04-01',
            CallSid: leg.sid,
            From: leg.details.from,
            To: leg.details.to,
            Params: new URLSearchParams(parameters).toString(),
          },
        },
      })
    })
    this.ringing.delete(leg.sid)
    if (result.result === 'answered') this.keep(browser)
    else {
      this.send({ type: 'cancel', payload: { callsid: leg.sid } })
      browser.port.close()
    }
    return result
  }

  private readonly send = (message: ServerMessage): void => {
    if (this.socket.readyState === this.socket.OPEN)
      this.socket.send(JSON.stringify({ version: '1.6', ...message }))
  }

  private beat(): void {
    if (performance.now() - this.heardAt > SILENT_MS) this.socket.terminate()
    else this.socket.send(HEARTBEAT)
  }

  private receive(text: string): void {
    this.heardAt = performance.now()
    if (text === HEARTBEAT) return
    const message = readMessage(text)
    if (message === null) {
      this.log(`Signalling: not understood: ${text.slice(0, 200)}`)
      return
    }
    this.handle(message).catch((error: unknown) => {
      this.log(`Signalling ${message.type} failed: ${String(error)}`)
    })
  }

  private async handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'listen':
        return this.listen(message.payload.token)
      case 'register':
        return this.register()
      case 'invite':
        return message.payload.reconnect === undefined
          ? this.invite(message.payload)
          : this.reconnect(message.payload.callsid, message.payload.reconnect, message.payload.sdp)
      case 'answer':
        return this.answer(message.payload.callsid, message.payload.sdp)
      case 'reinvite':
        return this.find(message.payload.callsid)?.renew(message.payload.sdp)
      case 'hangup':
        this.find(message.payload.callsid)?.leg?.end('no-answer')
        return
      case 'reject':
        this.ringing.get(message.payload.callsid)?.decide({ result: 'busy' })
        return
      case 'dtmf':
        this.find(message.payload.callsid)?.leg?.press(message.payload.dtmf)
        return
      case 'message': {
        const { callsid, voiceeventsid = '' } = message.payload
        return this.send({ type: 'ack', payload: { acktype: 'message', callsid, voiceeventsid } })
      }
      default: {
        const never: never = message
        return never
      }
    }
  }

  private listen(text: string): void {
    const token = readToken(
      text,
      this.settings.accountSid,
      this.exchange.directory.keys,
      this.settings.tokenLifeS,
    )
    if ('code' in token) {
      this.send({ type: 'error', payload: { error: token } })
      this.socket.close()
      return
    }
    this.token = token
    const ttlMs = token.expiresAt - Date.now()
    if (this.expiry !== null) clearTimeout(this.expiry)
    this.expiry = setTimeout(() => this.expire(), Math.min(ttlMs, 2 ** 31 - 1))
    this.send({
      type: 'connected',
      payload: {
        edge: 'ashburn',
        region: 'us1',
        home: 'us1',
        gateway: 'simulator',
        token: { identity: token.identity, ttl: Math.floor(ttlMs / 1_000) },
      },
    })
  }

  private expire(): void {
    this.clients.unregister(this)
    this.send({ type: 'error', payload: { error: { code: 31205, message: 'JWT token expired' } } })
    this.send({ type: 'offline', payload: {} })
    this.token = null
  }

  private register(): void {
    if (this.token === null) {
      this.refuse('register before a valid token')
      return
    }
    if (this.token.mayReceive) this.clients.register(this)
    this.send({ type: 'ready', payload: {} })
  }

  private async invite(payload: { callsid: string; sdp: string; twilio: { params?: string | undefined } }) {
    if (this.token === null) return this.refuse('invite before a valid token')
    const app = this.exchange.directory.apps.get(this.token.applicationSid ?? '')
    if (app === undefined) return this.refuse('no such TwiML App')
    const browser = new BrowserLeg(this.send, payload.callsid)
    const params = Object.fromEntries(new URLSearchParams(payload.twilio.params ?? ''))
    const leg = this.exchange.receiveClientCall(app, this.identity, params, browser)
    this.keep(browser)
    await browser.take(leg, payload.sdp)
  }

  /** A browser whose WebSocket was lost asks for its call again. */
  private async reconnect(callsid: string, token: string, sdp: string): Promise<void> {
    const browser = [...this.clients.legs].find((each) => each.isCalled(callsid))
    if (
      browser === undefined ||
      browser.reconnectToken !== token ||
      browser.leg?.live !== true ||
      browser.isLost
    ) {
      return this.send({ type: 'hangup', payload: { callsid } })
    }
    browser.comeBack(this.send)
    this.keep(browser)
    await browser.renew(sdp)
  }

  private async answer(callsid: string, sdp: string): Promise<void> {
    const ringing = this.ringing.get(callsid)
    if (ringing === undefined) return
    await ringing.browser.port.accept(sdp)
    ringing.decide({ result: 'answered', device: ringing.browser })
  }

  private refuse(message: string): void {
    this.send({ type: 'error', payload: { error: { code: 31204, message } } })
  }

  private find(callsid: string): BrowserLeg | undefined {
    return [...this.own].find((browser) => browser.isCalled(callsid))
  }

  private keep(browser: BrowserLeg): void {
    this.own.add(browser)
    this.clients.legs.add(browser)
    browser.leg?.over.addEventListener('abort', () => this.clients.legs.delete(browser), { once: true })
  }

  private close(): void {
    clearInterval(this.heartbeat)
    if (this.expiry !== null) clearTimeout(this.expiry)
    this.clients.unregister(this)
    for (const { decide } of this.ringing.values()) decide({ result: 'no-answer' })
    for (const browser of this.own) if (browser.leg?.live) browser.goAway(this.settings.awayMs)
  }
}
