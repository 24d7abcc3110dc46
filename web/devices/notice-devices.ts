import { isOnLeg, softphoneStatus } from '../../machines/softphone/status.ts'
import { t } from '../language/text.ts'
import type { NoticeStore } from '../notices/notices.ts'
import type { Softphone } from '../softphone/softphone.ts'
import { type AudioDevice, MACHINE_DEFAULT } from './audio-device.ts'
import { deviceName } from './device-name.ts'
import { type DeviceStore, inUse, presentFor } from './device-store.ts'
import { DEVICE_USES, type DeviceUse } from './devices-in-use.ts'

const goesOn: Record<DeviceUse, (name: string) => string> = {
  microphone: (name) => t('devices.microphoneNow', { name }),
  talk: (name) => t('devices.talkNow', { name }),
  ringer: (name) => t('devices.ringerNow', { name }),
}

/** Says that a chosen device has gone and what takes its place, and that it is back. Returns how to stop. */
export function noticeDevices(
  devices: DeviceStore,
  softphone: Pick<Softphone, 'getSnapshot'>,
  notices: NoticeStore,
): () => void {
  let before = devices.getSnapshot().context
  const { unsubscribe } = devices.subscribe(({ context }) => {
    const last = before
    before = context
    // The agent has chosen otherwise, and knows it.
    if (context.remembered !== last.remembered) return
    const changes = DEVICE_USES.filter((use) => tellsNames(presentFor(use, last)))
      .map((use) => ({ use, from: inUse(last, use), to: inUse(context, use) }))
      .filter(({ from, to }) => from.id !== to.id)
    const onLeg = isOnLeg(softphoneStatus(softphone.getSnapshot()))
    const lost = byLabel(changes, 'from', ({ use, from }) => !isThere(from, presentFor(use, context)))
    const back = byLabel(changes, 'to', ({ use, to }) => !isThere(to, presentFor(use, last)))
    for (const [label, uses] of lost) {
      const detail = wordsFor(uses, onLeg)
      if (detail !== null)
        notices.trigger.show({ title: t('devices.unplugged', { label }), tone: 'bad', detail })
    }
    for (const [label, uses] of back)
      notices.trigger.show({
        title: t('devices.back', { label }),
        tone: 'good',
        detail: wordsFor(uses, onLeg),
      })
  })
  return unsubscribe
}

/** In mid-call the leg says which microphone it takes, because it has tried it. */
function wordsFor(uses: readonly Change[], onLeg: boolean): string | null {
  const told = uses.filter(({ use }) => use !== 'microphone' || !onLeg)
  return told.length === 0 ? null : told.map(({ use, to }) => goesOn[use](deviceName(to))).join(' ')
}

interface Change {
  use: DeviceUse
  from: AudioDevice
  to: AudioDevice
}

/** A headset with several uses is one notice. */
function byLabel(changes: readonly Change[], end: 'from' | 'to', isSo: (change: Change) => boolean) {
  const groups = new Map<string, Change[]>()
  for (const change of changes.filter(isSo)) {
    const label = deviceName(change[end])
    groups.set(label, [...(groups.get(label) ?? []), change])
  }
  return groups
}

/** What the machine has set is always there. */
const isThere = ({ id }: AudioDevice, present: readonly AudioDevice[]) =>
  id === MACHINE_DEFAULT || present.some((one) => one.id === id)
/** A browser tells names only after it was allowed to. Before that, no device counts as gone. */
const tellsNames = (present: readonly AudioDevice[]) => present.some(({ label }) => label !== '')
