import type { Call, Device } from '@twilio/voice-sdk'
import type { LineTestEvent } from '../../machines/softphone/events.ts'
import type { DeviceStore } from '../devices/device-store.ts'
import { t } from '../language/text.ts'
import type { DeviceHolder } from './device-holder.ts'
import { openMicrophone } from './leg-devices.ts'
import { followLegOutput } from './leg-output.ts'
import { microphoneGain as gain } from './microphone-gain.ts'
import { beginLeg, endLeg } from './one-leg.ts'
import { levelWords, qualityLevel } from './quality-level.ts'
import { softphoneErrorText } from './softphone-error-text.ts'

type Sample = Parameters<typeof Call.sampleEvent>[0]

/** The SDK measures once a second, and the first figures are of no use. */
const SAMPLES = 4
const PATIENCE_MS = 15_000

interface LineTestDeps {
  holder: DeviceHolder
  devices: DeviceStore
  tested: (event: LineTestEvent) => void
}

/**
 * A call to the coordinator, the way that every call of this browser goes. It measures whether sound gets there and back.
 * Returns how to hang up.
 */
export function startLineTest({ holder, devices, tested }: LineTestDeps): () => void {
  let stopped = false
  let audio: Device['audio'] = null
  let stopOutput = () => {}
  const tell = (ok: boolean, words: string) => {
    if (!stopped) tested({ type: 'LINE_TESTED', ok, words })
  }
  const samples: Sample[] = []
  const timer = setTimeout(() => tell(false, silentWords(samples)), PATIENCE_MS)
  const dialling = dial()
  dialling
    .then((call) => {
      if (audio) stopOutput = followLegOutput(call, audio, devices)
      call.on('sample', (sample: Sample) => {
        samples.push(sample)
        if (samples.length >= SAMPLES && flows(sample)) tell(true, lineWords(sample))
      })
      call.on('error', (error: unknown) => tell(false, softphoneErrorText(error)))
      call.on('disconnect', () => queueMicrotask(() => tell(false, t('lineTest.endedAtOnce'))))
    })
    .catch((error: unknown) => tell(false, softphoneErrorText(error)))

  async function dial(): Promise<Call> {
    const device = await holder.current
    if (!device) throw new Error('The telephone is not ready.')
    await beginLeg()
    audio = device.audio
    if (audio) await openMicrophone({ audio, devices, gain })
    if (stopped) throw new Error('The test was cancelled.')
    return device.connect({ params: { lineTest: '1' } })
  }

  return () => {
    stopped = true
    clearTimeout(timer)
    stopOutput()
    endLeg(dialling, () => audio?.unsetInputDevice())
  }
}

const flows = ({ totals }: Sample) => totals.bytesSent > 0 && totals.bytesReceived > 0

/** What a test call measured, in words. */
function lineWords({ mos, rtt, totals }: Sample): string {
  const quality = mos === null ? '' : `. ${t(levelWords[qualityLevel(mos)])}`
  const lost = Math.round(totals.packetsLostFraction)
  const facts = t('lineTest.bothWays', { ms: Math.round(rtt) })
  return `${facts}${totals.packetsLostFraction > 1 ? `, ${t('quality.lost', { percent: lost })}` : ''}${quality}`
}

/** Why a test call never had sound both ways. */
function silentWords(samples: readonly Sample[]): string {
  const { bytesSent, bytesReceived } = samples.at(-1)?.totals ?? { bytesSent: 0, bytesReceived: 0 }
  if (samples.length === 0) return t('lineTest.noAnswer')
  if (bytesReceived === 0) return t('lineTest.noSoundBack')
  return bytesSent === 0 ? t('lineTest.sentNoSound') : t('lineTest.didNotLast')
}
