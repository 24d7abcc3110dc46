import { type Call, Device } from '@twilio/voice-sdk'
import { signalTo } from './signal-to.ts'

/** What the test calls in the page: the real Voice SDK against the simulator. */
const softphone = {
  device: null as Device | null,
  call: null as Call | null,
  events: [] as string[],
  sample: null as null | Record<string, unknown>,

  async register(token: string, signalingUrl: string) {
    const names = ['disconnect', 'incoming', 'outgoing', 'dtmf0', 'dtmf1', 'dtmf2', 'dtmf3', 'dtmf4', 'dtmf5']
    const more = ['dtmf6', 'dtmf7', 'dtmf8', 'dtmf9', 'dtmfh', 'dtmfs']
    const sounds = Object.fromEntries([...names, ...more].map((name) => [name, '/beep.wav']))
    const options = { logLevel: 'silent', sounds, PStream: signalTo(signalingUrl) }
    const device = new Device(token, options as unknown as Device.Options)
    this.device = device
    device.on('error', (error) => this.events.push(`device error ${error.code}`))
    device.on('incoming', (call) => {
      this.events.push(`incoming ${call.parameters.From}`)
      this.follow(call)
    })
    await device.register()
    return device.identity
  },

  async connect(params: Record<string, string>) {
    this.follow((await this.device?.connect({ params })) as Call)
  },

  /** As a network that fails: the SDK notices and comes back. */
  breakSocket() {
    const { _stream } = this.device as unknown as { _stream: { transport: { _socket: WebSocket } } }
    _stream.transport._socket.close()
  },

  follow(call: Call) {
    this.call = call
    call.on('ringing', () => this.events.push('ringing'))
    call.on('accept', () => this.events.push('accept'))
    call.on('reconnecting', () => this.events.push('reconnecting'))
    call.on('reconnected', () => this.events.push('reconnected'))
    call.on('disconnect', () => this.events.push('disconnect'))
    call.on('cancel', () => this.events.push('cancel'))
    call.on('error', (error) => this.events.push(`call error ${error.code}`))
    call.on('sample', (sample) => {
      this.sample = sample
    })
  },

  report() {
    return {
      events: this.events,
      sample: this.sample,
      callSid: this.call?.parameters.CallSid ?? null,
      status: this.call?.status() ?? null,
      state: this.device?.state ?? null,
    }
  },
}

Object.assign(window, { softphone })

export type Softphone = typeof softphone
