import type { Device } from '@twilio/voice-sdk'
import { fromCallback } from 'xstate'
import { VoiceToken } from '../../coordinator/protocol/session.ts'
import type { DeviceEvent, SoftphoneEvent } from '../../machines/softphone/events.ts'
import { requestApi } from '../api/request.ts'
import { retryingRead } from '../api/retrying-read.ts'
import { t } from '../language/text.ts'
import type { DeviceHolder } from './device-holder.ts'
import { loadVoiceSdk } from './load-voice-sdk.ts'
import { SilentSound } from './silent-sound.ts'
import { softphoneErrorText } from './softphone-error-text.ts'

/** How long before its end a token is renewed: time enough to try again where the server is away or wants the password. */
const RENEWED_BEFORE_MS = 60_000

/** An attempt has failed by then. The SDK waits up to 20 s before the next one, in a hidden page longer. */
const ATTEMPT_MS = 5_000

const fetchToken = () => requestApi('/api/voice-token', VoiceToken)

/** The machine's `device`: registers, keeps the token fresh, and is destroyed when the machine stops it. */
export const deviceActor = (holder: DeviceHolder) =>
  fromCallback<SoftphoneEvent, undefined, DeviceEvent>(({ sendBack, receive }) => {
    const begunAt = Date.now()
    let stopped = false
    let renewal: ReturnType<typeof retryingRead> | null = null
    const fail = (error: unknown) => {
      if (!stopped) sendBack({ type: 'DEVICE_FAILED', trouble: softphoneErrorText(error) })
    }
    const report = (event: DeviceEvent) => {
      if (!stopped) sendBack(event)
    }

    receive(({ type }) => {
      if (type === 'REGISTER' && Date.now() - begunAt > ATTEMPT_MS) report({ type: 'DEVICE_WAITS' })
    })
    const building = build()
    holder.current = building
    building
      .then(async (device) => {
        if (stopped) return device.destroy()
        device.on('registered', () => report({ type: 'DEVICE_REGISTERED' }))
        device.on('unregistered', () => report({ type: 'DEVICE_UNREGISTERED' }))
        device.on('registering', () => report({ type: 'DEVICE_UNREGISTERED' }))
        device.on('error', (error: unknown) => {
          // The SDK repairs a lost connection by itself and reports `registered` again. It repairs nothing else.
          if (!isTransient(error)) fail(error)
        })
        renewal = retryingRead('A new token for the telephone', fetchToken, ({ token }) =>
          device.updateToken(token),
        )
        device.on('tokenWillExpire', renewal.start)
        await device.register()
      })
      .catch(fail)

    return () => {
      stopped = true
      renewal?.stop()
      holder.current = null
      building.then((device) => device.destroy()).catch(() => undefined)
    }
  })

const TRANSIENT = new Set([31000, 31005, 31009, 53000, 53001])
const isTransient = (error: unknown) =>
  error instanceof Error && 'code' in error && TRANSIENT.has(Number(error.code))

async function build(): Promise<Device> {
  const [sdk, token] = await Promise.all([loadVoiceSdk(), fetchToken()])
  const options = {
    edge: token.edge,
    logLevel: 'error' as const,
    tokenRefreshMs: RENEWED_BEFORE_MS,
    closeProtection: t('softphone.leaving'),
    Sound: SilentSound,
    ...sdk.signalingOptions(token.signalingUrl),
  }
  const device = new sdk.Device(token.token, options)
  device.audio?.incoming(false)
  device.audio?.outgoing(false)
  device.audio?.disconnect(false)
  return device
}
