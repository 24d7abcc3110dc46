import { useSelector } from '@xstate/react'
import { shallowEqual } from '@xstate/store'
import { type ReactNode, useId } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { choosesOutputs } from '../ring/sound-output.ts'
import { type AudioDevice, MACHINE_DEFAULT } from './audio-device.ts'
import { deviceName } from './device-name.ts'
import { inUse, presentFor } from './device-store.ts'
import { type DeviceUse, VOLUMES } from './devices-in-use.ts'

interface DeviceChoiceProps {
  use: DeviceUse
  title: string
  icon: ReactNode
  /** How to try it. */
  children: ReactNode
}

/** The device for one use, and its volume. */
export function DeviceChoice({ use, title, icon, children }: DeviceChoiceProps) {
  const { devices } = useConsole()
  const present = useSelector(devices, ({ context }) => presentFor(use, context))
  const { id, volume } = useSelector(devices, ({ context }) => inUse(context, use), shallowEqual)
  const awaited = useSelector(devices, ({ context }) => awaitedName(context.remembered[use], present))
  const heading = useId()
  const fixed = use !== 'microphone' && !choosesOutputs
  return (
    <section className="card device" aria-labelledby={heading} data-use={use}>
      <h2 id={heading}>
        {icon} {title}
      </h2>
      <label className="device-field">
        <span>{t('devices.device')}</span>
        <select
          value={id}
          disabled={fixed}
          onChange={({ currentTarget: { value } }) => {
            const device = choices(present).find((one) => one.id === value)
            if (device) devices.trigger.chosen({ use, device })
          }}
        >
          {choices(present).map((device) => (
            <option key={device.id} value={device.id}>
              {optionName(device)}
            </option>
          ))}
        </select>
      </label>
      <Volume use={use} volume={volume} fixed={fixed && use === 'talk'} />
      {awaited === null ? null : <p className="soft small">{t('devices.awaited', { name: awaited })}</p>}
      <div className="device-try">{children}</div>
    </section>
  )
}

function Volume({ use, volume, fixed }: { use: DeviceUse; volume: number; fixed: boolean }) {
  const { devices } = useConsole()
  const { least, most } = VOLUMES[use]
  return (
    <label className="device-field">
      <span>{t('devices.volume')}</span>
      <input
        type="range"
        aria-label={t('devices.volumeOf', { use })}
        min={least}
        max={most}
        step={5}
        value={volume}
        disabled={fixed}
        onChange={({ currentTarget }) =>
          devices.trigger.volumeSet({ use, percent: Number(currentTarget.value) })
        }
      />
      <output>{volume} %</output>
    </label>
  )
}

/** What the machine has set can always be chosen. Devices without an id cannot. */
const choices = (present: readonly AudioDevice[]): AudioDevice[] => [
  present.find(({ id }) => id === MACHINE_DEFAULT) ?? { id: MACHINE_DEFAULT, label: '' },
  ...present.filter(({ id }) => id !== MACHINE_DEFAULT && id !== ''),
]

function optionName({ id, label }: AudioDevice): string {
  if (id !== MACHINE_DEFAULT) return label || t('devices.noName')
  return label ? t('devices.defaultIs', { name: deviceName({ id, label }) }) : t('devices.default')
}

/** The device that was chosen last and is not there. */
function awaitedName(
  remembered: readonly { id: string; label: string; chosenAt: number | null }[],
  present: readonly AudioDevice[],
): string | null {
  const [last] = [...remembered].sort((a, b) => (b.chosenAt ?? 0) - (a.chosenAt ?? 0))
  if (!last || last.chosenAt === null || last.id === MACHINE_DEFAULT) return null
  return present.some(({ id, label }) => id === last.id || label === last.label) ? null : last.label
}
