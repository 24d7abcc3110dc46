import {
  MediaStreamTrack,
  RTCPeerConnection as Peer,
  type RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
} from 'werift'
import { JitterBuffer } from './jitter-buffer.ts'
import type { AudioPort } from './leg-audio.ts'
import { decodeMulaw, encodeMulaw, FRAME } from './pcm.ts'

const LOOPBACK = '127.0.0.1'
const PCMU = 0
const CYCLE = 2 ** 32
const CODEC = new RTCRtpCodecParameters({
  mimeType: 'audio/PCMU',
  clockRate: 8_000,
  channels: 1,
  payloadType: PCMU,
})

/** The audio of a browser's leg: WebRTC with PCMU, on loopback only. */
export class BrowserPort implements AudioPort {
  packetsReceived = 0
  packetsSent = 0
  /** When the last packet came, by `performance.now()`; null before the first. */
  heardAt: number | null = null
  private readonly track = new MediaStreamTrack({ kind: 'audio' })
  private received = new JitterBuffer()
  private peer: RTCPeerConnection
  private offered: { fingerprint: string; ufrag: string } | null = null
  private sequence = Math.floor(Math.random() * 65_536)
  private readonly firstTimestamp = Math.floor(Math.random() * CYCLE)

  constructor() {
    this.peer = this.connect()
  }

  /**
   * Answers the browser's offer. Offered once more, as after a lost WebSocket, it gets the same answer; with new ICE
   * credentials it restarts ICE; another fingerprint is another page, which gets a connection of its own. Rejects
   * what is no offer.
   */
  async answer(offer: string): Promise<string> {
    const before = this.offered
    this.offered = { fingerprint: attribute(offer, 'fingerprint'), ufrag: attribute(offer, 'ice-ufrag') }
    if (Object.values(this.offered).includes('')) throw new Error('this is no offer of WebRTC')
    const known = this.peer.localDescription
    if (
      before?.fingerprint === this.offered.fingerprint &&
      before.ufrag === this.offered.ufrag &&
      known !== null
    ) {
      return onLoopback(known.sdp)
    }
    if (before !== null && before.fingerprint !== this.offered.fingerprint) {
      discard(this.peer)
      this.peer = this.connect()
    }
    await this.peer.setRemoteDescription({ type: 'offer', sdp: withoutNames(offer) })
    await this.peer.setLocalDescription(await this.peer.createAnswer())
    return onLoopback(this.peer.localDescription?.sdp ?? '')
  }

  /** Offers a call to the browser; `accept` takes its answer. */
  async offer(): Promise<string> {
    await this.peer.setLocalDescription(await this.peer.createOffer())
    return onLoopback(this.peer.localDescription?.sdp ?? '')
  }

  async accept(answer: string): Promise<void> {
    await this.peer.setRemoteDescription({ type: 'answer', sdp: withoutNames(answer) })
  }

  read(): Int16Array | null {
    return this.received.take()
  }

  write(frame: Int16Array, step: number): void {
    if (this.peer.connectionState !== 'connected') return
    this.sequence = (this.sequence + 1) % 65_536
    const header = new RtpHeader({
      payloadType: PCMU,
      sequenceNumber: this.sequence,
      timestamp: (this.firstTimestamp + step * FRAME) % CYCLE,
      marker: this.packetsSent === 0,
    })
    this.track.writeRtp(new RtpPacket(header, encodeMulaw(frame)))
    this.packetsSent += 1
  }

  close(): void {
    discard(this.peer)
  }

  private connect(): RTCPeerConnection {
    // ICE lite: the far end checks, we answer. It also spares the question to a public STUN server,
    // without which gathering would wait five seconds.
    const peer = new Peer({
      codecs: { audio: [CODEC] },
      iceLite: true,
      iceServers: [],
      iceUseIpv6: false,
      iceAdditionalHostAddresses: [LOOPBACK],
      iceInterfaceAddresses: { udp4: LOOPBACK },
    })
    peer.addTransceiver(this.track, { direction: 'sendrecv' })
    peer.onTrack.subscribe((track) => {
      this.received = new JitterBuffer()
      track.onReceiveRtp.subscribe((packet) => this.take(packet))
    })
    return peer
  }

  private take(packet: RtpPacket): void {
    if (packet.header.payloadType !== PCMU) return
    this.packetsReceived += 1
    this.heardAt = performance.now()
    this.received.put(packet.header.timestamp, decodeMulaw(packet.payload))
  }
}

/** All sockets are bound to loopback: candidates of other interfaces would only be tried in vain. */
function onLoopback(sdp: string): string {
  return sdp
    .split('\r\n')
    .filter((line) => !line.startsWith('a=candidate:') || line.includes(` ${LOOPBACK} `))
    .join('\r\n')
}

/** A browser hides its addresses behind names; nothing is asked for them, as the browser is the one who checks. */
function withoutNames(sdp: string): string {
  return sdp.replace(/^a=candidate:.*\.local .*\r\n/gm, '')
}

/** Nothing depends on how a connection that is no longer wanted ends. */
function discard(peer: RTCPeerConnection): void {
  peer.close().catch(() => undefined)
}

function attribute(sdp: string, name: string): string {
  return new RegExp(`^a=${name}:(.*)$`, 'm').exec(sdp)?.[1]?.trim() ?? ''
}
