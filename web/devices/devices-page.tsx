import { IconBell, IconHeadphones, IconMicrophone } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useEffect } from 'react'
import { useConsole } from '../desk/use-console.ts'
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
      <p className="soft devices-lead">
        A choice holds for this browser. A device that is unplugged gets its choice and its volume back when
        it returns.
      </p>
      {allowed ? null : (
        <p className="plain-notice">
          A browser tells no names of devices before it may use a microphone.{' '}
          <a href={hrefOf('ready')}>Can calls ring here?</a> says what to do.
        </p>
      )}
      <DeviceChoice use="microphone" title="Microphone" icon={<IconMicrophone size={18} aria-hidden />}>
        <MicrophoneBars />
        <HearYourself />
      </DeviceChoice>
      <DeviceChoice use="talk" title="Headset or speaker" icon={<IconHeadphones size={18} aria-hidden />}>
        <PlayTone />
        <OtherOutput use="talk" />
      </DeviceChoice>
      <DeviceChoice use="ringer" title="Ringer" icon={<IconBell size={18} aria-hidden />}>
        <RingOnce />
        <OtherOutput use="ringer" />
      </DeviceChoice>
      {choosesOutputs ? null : (
        <p className="plain-notice">
          This browser plays all sound where the machine plays it. Chrome, Edge and Firefox let you choose.
        </p>
      )}
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
        {busy ? 'Playing…' : 'Play a tone'}
      </Button>
      <span className={trouble === null ? 'soft' : 'bad'} role="status">
        {trouble === null ? 'Three rising notes, as loud as a call.' : `It did not sound: ${trouble}`}
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
        Ring once
      </Button>
      {allowed ? null : <span className="soft">The browser lets this page make no sound yet.</span>}
    </div>
  )
}
