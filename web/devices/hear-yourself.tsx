import { useSelector } from '@xstate/react'
import { useEffect, useRef } from 'react'
import { isOnLeg, type SoftphoneStatus, softphoneStatus } from '../../machines/softphone/status.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { inUse } from './device-store.ts'
import { outputFor } from './follow-devices.ts'
import { recordAndPlay } from './record-and-play.ts'
import { useAttempt } from './use-attempt.ts'

const needsDevices = (status: SoftphoneStatus) => isOnLeg(status) || status === 'testing'

/** Records the chosen microphone for some seconds and plays it on the chosen headset. */
export function HearYourself() {
  const { softphone, devices } = useConsole()
  const onCall = useSelector(softphone, (snapshot) => needsDevices(softphoneStatus(snapshot)))
  const { busy, trouble, attempt } = useAttempt()
  const stopping = useRef(new AbortController())
  useEffect(() => {
    const controller = new AbortController()
    stopping.current = controller
    return () => controller.abort()
  }, [])
  // A call needs microphone and headset for itself.
  useEffect(() => {
    if (onCall) stopping.current.abort()
  }, [onCall])
  return (
    <div className="row">
      <Button
        className="btn-small"
        disabled={busy || onCall}
        onClick={() => {
          const { id, volume } = inUse(devices.getSnapshot().context, 'microphone')
          stopping.current = new AbortController()
          const { signal } = stopping.current
          attempt(() => recordAndPlay({ deviceId: id, volume }, outputFor(devices, 'talk'), signal))
        }}
      >
        {busy ? t('devices.speakThenListen') : t('devices.hearYourself')}
      </Button>
      <span className={trouble === null ? 'soft' : 'bad'} role="status">
        {trouble === null
          ? onCall
            ? t('devices.notDuringCall')
            : t('devices.speakFour')
          : t('devices.workedNot', { trouble })}
      </span>
    </div>
  )
}
