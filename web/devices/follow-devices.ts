import type { NoticeStore } from '../notices/notices.ts'
import { partOf } from '../parts.ts'
import type { PageStore } from '../ready/page-store.ts'
import type { RingtonePlayer } from '../ring/ringtone-player.ts'
import type { SoundOutput } from '../ring/sound-output.ts'
import type { Softphone } from '../softphone/softphone.ts'
import { type DeviceStore, followOtherTabs, inUse } from './device-store.ts'
import type { DeviceUse } from './devices-in-use.ts'
import { noticeDevices } from './notice-devices.ts'

interface FollowDevicesDeps {
  devices: DeviceStore
  page: PageStore
  ringer: RingtonePlayer
  softphone: Softphone
  notices: NoticeStore
}

export const loadTones = partOf(() => import('./tones.ts'))

/** Where a sound for a use goes now. */
export function outputFor(devices: DeviceStore, use: Exclude<DeviceUse, 'microphone'>): SoundOutput {
  const { id, volume } = inUse(devices.getSnapshot().context, use)
  return { deviceId: id, volume }
}

/** Keeps the devices of this page true, and the ring and the tones of keys on those that are chosen. Returns how to stop. */
export function followDevices({ devices, page, ringer, softphone, notices }: FollowDevicesDeps): () => void {
  const see = () => {
    const { microphones, outputs } = page.getSnapshot().context
    const seen = devices.getSnapshot().context
    if (microphones === null || outputs === null) return
    if (microphones !== seen.microphones || outputs !== seen.outputs)
      devices.trigger.seen({ microphones, outputs })
  }
  const ring = () => ringer.playOn(outputFor(devices, 'ringer'))
  const following = [
    page.subscribe(see),
    devices.subscribe(ring),
    softphone.on('digitsSent', ({ digits }) => {
      loadTones()
        .then(({ playKeys }) => playKeys(digits, outputFor(devices, 'talk')))
        .catch((error: unknown) => console.warn('The tone of a key cannot be heard', error))
    }),
  ]
  const stopNotices = noticeDevices(devices, softphone, notices)
  const stopTabs = followOtherTabs(devices)
  see()
  ring()
  return () => {
    for (const { unsubscribe } of following) unsubscribe()
    stopNotices()
    stopTabs()
  }
}
