import { z } from 'zod'
import { type AudioDevice, MACHINE_DEFAULT } from './audio-device.ts'

/** What a device is for. Each has its own device and its own volume. */
export const DEVICE_USES = ['microphone', 'talk', 'ringer'] as const
export type DeviceUse = (typeof DEVICE_USES)[number]

/** A device that was chosen once, or whose volume was set. */
const RememberedDevice = z.object({
  id: z.string(),
  label: z.string(),
  /** In per cent; null: never set. */
  volume: z.number().nullable(),
  /** When it was chosen last, ms since the epoch; null: never. */
  chosenAt: z.number().nullable(),
})
type RememberedDevice = z.infer<typeof RememberedDevice>

export const RememberedDevices = z.object({
  microphone: z.array(RememberedDevice),
  talk: z.array(RememberedDevice),
  ringer: z.array(RememberedDevice),
})
export type RememberedDevices = z.infer<typeof RememberedDevices>

export const NOTHING_REMEMBERED: RememberedDevices = { microphone: [], talk: [], ringer: [] }

/** Of each use, in per cent. The ringer cannot be set to 0, because a console with a silent ringer does not ring. */
export const VOLUMES: Record<DeviceUse, { least: number; most: number; first: number }> = {
  microphone: { least: 20, most: 200, first: 100 },
  talk: { least: 10, most: 100, first: 100 },
  ringer: { least: 10, most: 100, first: 60 },
}

/** Devices that are remembered for each use. A headset that was not chosen for so long is forgotten. */
const MOST_REMEMBERED = 12

export interface DeviceInUse extends AudioDevice {
  volume: number
}

/** The devices to try, the one that is wanted most first: those chosen latest, and then what the machine has set. */
export function devicesInOrder(
  remembered: readonly RememberedDevice[],
  present: readonly AudioDevice[],
): AudioDevice[] {
  const chosen = remembered
    .filter(({ chosenAt }) => chosenAt !== null)
    .sort((a, b) => (b.chosenAt ?? 0) - (a.chosenAt ?? 0))
  const devices = chosen.map((one) => presentAs(one, present)).filter((device) => device !== null)
  const inOrder = [...devices, machineDefault(present)]
  return inOrder.filter((device, at) => inOrder.findIndex(({ id }) => id === device.id) === at)
}

export function deviceInUse(
  use: DeviceUse,
  remembered: RememberedDevices,
  present: readonly AudioDevice[],
): DeviceInUse {
  const device = devicesInOrder(remembered[use], present)[0] ?? machineDefault(present)
  const { volume = null } = remembered[use].find((one) => isSame(one, device, present)) ?? {}
  return { ...device, volume: withinBounds(use, volume ?? VOLUMES[use].first) }
}

/** The agent chooses a device. */
export const withChoice = (
  remembered: RememberedDevices,
  use: DeviceUse,
  device: AudioDevice,
  present: readonly AudioDevice[],
  at: number,
) => changed(remembered, use, device, present, { chosenAt: at })

/** The agent sets the volume of a device. */
export const withVolume = (
  remembered: RememberedDevices,
  use: DeviceUse,
  device: AudioDevice,
  present: readonly AudioDevice[],
  percent: number,
) => changed(remembered, use, device, present, { volume: withinBounds(use, percent) })

function changed(
  remembered: RememberedDevices,
  use: DeviceUse,
  { id, label }: AudioDevice,
  present: readonly AudioDevice[],
  change: Partial<RememberedDevice>,
): RememberedDevices {
  const known = remembered[use].find((one) => isSame(one, { id, label }, present))
  const others = remembered[use].filter((one) => one !== known)
  const next = { volume: null, chosenAt: null, ...known, id, label, ...change }
  return { ...remembered, [use]: [next, ...others].slice(0, MOST_REMEMBERED) }
}

const withinBounds = (use: DeviceUse, percent: number) =>
  Math.round(Math.min(VOLUMES[use].most, Math.max(VOLUMES[use].least, percent)))

const machineDefault = (present: readonly AudioDevice[]): AudioDevice =>
  present.find(({ id }) => id === MACHINE_DEFAULT) ?? { id: MACHINE_DEFAULT, label: '' }

/**
 * A remembered device among those that are there. A browser may give a device another id, in another socket for instance:
 * then its name tells it, unless there are two of that name.
 */
function presentAs(one: RememberedDevice, present: readonly AudioDevice[]): AudioDevice | null {
  if (one.id === MACHINE_DEFAULT) return machineDefault(present)
  const byId = present.find(({ id }) => id === one.id)
  if (byId) return byId
  const named = present.filter(({ label }) => label !== '' && label === one.label)
  return named.length === 1 ? (named[0] ?? null) : null
}

const isSame = (one: RememberedDevice, device: AudioDevice, present: readonly AudioDevice[]) =>
  one.id === device.id || presentAs(one, present)?.id === device.id
