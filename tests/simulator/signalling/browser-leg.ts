import { randomUUID } from 'node:crypto'
import type { FinalCallStatus, Leg, LegDevice } from '../calls/leg.ts'
import { BrowserPort } from '../media/browser-port.ts'
import type { ServerMessage } from './messages.ts'

/** A browser's side of one leg. It outlives its WebSocket for a while, as the SDK expects. */
export class BrowserLeg implements LegDevice {
  readonly port = new BrowserPort()
  /** Proves that a reconnecting browser is the one that had the call. */
  readonly reconnectToken = randomUUID()
  leg: Leg | null = null
  /** Its browser is taken for crashed: it does not get the call back. */
  isLost = false
  private send: ((message: ServerMessage) => void) | null
  private answerSdp: string | null = null
  private isAnswered = false
  private away: NodeJS.Timeout | null = null
  private readonly temporarySid: string | null

  constructor(send: (message: ServerMessage) => void, temporarySid: string | null) {
    this.send = send
    this.temporarySid = temporarySid
  }

  isCalled(callsid: string): boolean {
    return callsid === this.temporarySid || callsid === this.leg?.sid
  }

  /** The browser called and brought its offer: it learns its CallSid at once, and the answer when TwiML gives one. */
  async take(leg: Leg, offer: string): Promise<void> {
    this.leg = leg
    this.send?.({ type: 'ringing', payload: { callsid: leg.sid } })
    this.answerSdp = await this.port.answer(offer)
    if (this.isAnswered) this.sendAnswer()
  }

  /** Renews the media: an ICE restart, or a browser that came back. */
  async renew(offer: string): Promise<void> {
    this.answerSdp = await this.port.answer(offer)
    this.sendAnswer()
  }

  /** The WebSocket is gone. The leg ends unless the browser comes back in time. */
  goAway(graceMs: number): void {
    this.send = null
    if (this.away === null) this.away = setTimeout(() => this.leg?.end('completed'), graceMs)
  }

  comeBack(send: (message: ServerMessage) => void): void {
    this.send = send
    if (this.away !== null) clearTimeout(this.away)
    this.away = null
  }

  answered(): void {
    this.isAnswered = true
    if (this.answerSdp !== null) this.sendAnswer()
  }

  released(status: FinalCallStatus): void {
    if (this.away !== null) clearTimeout(this.away)
    const callsid = this.leg?.sid ?? ''
    const failed = status === 'failed' || status === 'busy' || status === 'no-answer'
    // The SDK shows this text for a call that was refused before it was answered.
    const error = { code: 31005, message: 'Error sent from gateway in HANGUP' }
    this.send?.({ type: 'hangup', payload: { callsid, ...(failed && { error }) } })
    this.send = null
    this.port.close()
  }

  vanish(): void {
    this.isLost = true
    this.send = null
    if (this.away !== null) clearTimeout(this.away)
    this.port.close()
  }

  speak(): void {
    // A browser has a microphone of its own.
  }

  read(): Int16Array | null {
    return this.port.read()
  }

  write(frame: Int16Array, step: number): void {
    this.port.write(frame, step)
  }

  private sendAnswer(): void {
    if (this.leg === null || this.answerSdp === null) return
    const payload = { callsid: this.leg.sid, sdp: this.answerSdp, reconnect: this.reconnectToken }
    this.send?.({ type: 'answer', payload })
  }
}
