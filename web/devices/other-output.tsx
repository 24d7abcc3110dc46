import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import type { DeviceUse } from './devices-in-use.ts'
import { useAttempt } from './use-attempt.ts'

interface OutputChooser {
  selectAudioOutput(): Promise<MediaDeviceInfo>
}
/** Firefox lists only the outputs that the agent has allowed in its own dialog. */
const asksForOutputs = (media: object | undefined): media is OutputChooser =>
  media !== undefined && 'selectAudioOutput' in media

/** In a browser that lists outputs only after it has asked: a key that makes it ask. */
export function OtherOutput({ use }: { use: Exclude<DeviceUse, 'microphone'> }) {
  const { devices, watch } = useConsole()
  const { busy, trouble, attempt } = useAttempt()
  const media = navigator.mediaDevices
  if (!asksForOutputs(media)) return null
  const choose = async () => {
    const { deviceId, label } = await media.selectAudioOutput()
    devices.trigger.chosen({ use, device: { id: deviceId, label } })
    watch.look()
  }
  return (
    <div className="row">
      <Button className="btn-small" disabled={busy} onClick={() => attempt(choose)}>
        {t('devices.otherOutput')}
      </Button>
      {trouble === null ? null : <span className="bad">{t('devices.noOther')}</span>}
    </div>
  )
}
