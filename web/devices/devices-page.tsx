import { IconBell, IconHeadphones, IconMicrophone } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useEffect } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { hrefOf } from '../pages/page.ts'
import { choosesOutputs } from '../ring/sound-output.ts'
import { DeviceChoice } from './device-choice.tsx'
import { EchoTest } from './echo-test.tsx'
import { outputFor } from './follow-devices.ts'
import { HeadsetKeys } from './headset-keys.tsx'
import { HearYourself } from './hear-yourself.tsx'
import { MicrophoneBars } from './microphone-bars.tsx'
import { OtherOutput } from './other-output.tsx'
import { playTestTone } from './tones.ts'
import { useAttempt } from './use-attempt.ts'
import './devices.css'

const LOOK_EVERY_MS = 2_000

/** Microphone, output for talking and ringer, each with its own device and volume, and with a way to try it. */
export function DevicesPage() {
  const { watch } = useConsole()
  const allowed = useSelector(watch.store, ({ context }) => context.facts.microphone === true)
  useEffect(() => {
    const timer = setInterval(watch.look, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [watch])
  return (
    <div className="devices">
      <p className="soft devices-lead">{t('devices.lead')}</p>
      {allowed ? null : (
        <p className="plain-notice">
          {t('devices.noNames')}{' '}
          <Rich of="devices.readySays" with={{ a: (title) => <a href={hrefOf('ready')}>{title}</a> }} />
        </p>
      )}
      <DeviceChoice
        use="microphone"
        title={t('ready.microphone')}
        icon={<IconMicrophone size={18} aria-hidden />}
      >
        <MicrophoneBars />
        <HearYourself />
      </DeviceChoice>
      <DeviceChoice use="talk" title={t('devices.headset')} icon={<IconHeadphones size={18} aria-hidden />}>
        <PlayTone />
        <OtherOutput use="talk" />
      </DeviceChoice>
      <DeviceChoice use="ringer" title={t('ready.ringer')} icon={<IconBell size={18} aria-hidden />}>
        <RingOnce />
        <OtherOutput use="ringer" />
      </DeviceChoice>
      {choosesOutputs ? null : <p className="plain-notice">{t('devices.noChoice')}</p>}
      <EchoTest />
      <HeadsetKeys />
    </div>
  )
}

function PlayTone() {
  const { devices } = useConsole()
  const { busy, trouble, attempt } = useAttempt()
  return (
    <div className="row">
      <Button
        className="btn-small"
        disabled={busy}
        onClick={() => attempt(() => playTestTone(outputFor(devices, 'talk')))}
      >
        {busy ? t('devices.playing') : t('devices.playTone')}
      </Button>
      <span className={trouble === null ? 'soft' : 'bad'} role="status">
        {trouble === null ? t('devices.threeNotes') : t('devices.noSound', { trouble })}
      </span>
    </div>
  )
}

function RingOnce() {
  const { ringer } = useConsole()
  const allowed = useSelector(ringer.sound, ({ context }) => context.allowed)
  return (
    <div className="row">
      <Button className="btn-small" onClick={() => ringer.test()}>
        {t('ready.ringOnce')}
      </Button>
      {allowed ? null : <span className="soft">{t('devices.noSoundYet')}</span>}
    </div>
  )
}
