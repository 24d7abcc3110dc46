import { createStore } from '@xstate/store'
import { browserMemory } from '../storage.ts'
import type { AudioDevice } from './audio-device.ts'
import {
  type DeviceInUse,
  type DeviceUse,
  deviceInUse,
  NOTHING_REMEMBERED,
  RememberedDevices,
  withChoice,
  withVolume,
} from './devices-in-use.ts'

export interface DeviceState {
  remembered: RememberedDevices
  microphones: readonly AudioDevice[]
  outputs: readonly AudioDevice[]
}

export type DeviceStore = ReturnType<typeof createDeviceStore>
type Memory = Pick<typeof browserMemory, 'read' | 'write'>

const STORED = 'switchyard-devices'

/** Which devices this browser uses for what. The browser remembers it, and all its tabs do the same. */
export function createDeviceStore(memory: Memory = browserMemory, now: () => number = Date.now) {
  const context: DeviceState = {
    remembered: rememberedIn(memory.read(STORED)),
    microphones: [],
    outputs: [],
  }
  const keep = (remembered: RememberedDevices) => () => memory.write(STORED, JSON.stringify(remembered))
  return createStore({
    context,
    on: {
      seen: (state, { microphones, outputs }: Omit<DeviceState, 'remembered'>) => ({
        ...state,
        microphones,
        outputs,
      }),
      chosen: (state, { use, device }: { use: DeviceUse; device: AudioDevice }, { effect }) => {
        const remembered = withChoice(state.remembered, use, device, presentFor(use, state), now())
        effect(keep(remembered))
        return { ...state, remembered }
      },
      volumeSet: (state, { use, percent }: { use: DeviceUse; percent: number }, { effect }) => {
        const remembered = withVolume(
          state.remembered,
          use,
          inUse(state, use),
          presentFor(use, state),
          percent,
        )
        effect(keep(remembered))
        return { ...state, remembered }
      },
      /** Another tab has changed what is remembered. */
      memoryChanged: (state, { json }: { json: string | null }) => ({
        ...state,
        remembered: rememberedIn(json),
      }),
    },
  })
}

export const presentFor = (use: DeviceUse, { microphones, outputs }: DeviceState) =>
  use === 'microphone' ? microphones : outputs

/** The device for a use, and its volume in per cent. */
export const inUse = (state: DeviceState, use: DeviceUse): DeviceInUse =>
  deviceInUse(use, state.remembered, presentFor(use, state))

/** Follows what other tabs of this browser choose. Returns how to stop. */
export function followOtherTabs(store: DeviceStore): () => void {
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key === STORED) store.trigger.memoryChanged({ json: newValue })
  }
  addEventListener('storage', onStorage)
  return () => removeEventListener('storage', onStorage)
}

/** What is not understood, from another version perhaps, counts as nothing. */
function rememberedIn(json: string | null): RememberedDevices {
  if (json === null) return NOTHING_REMEMBERED
  try {
    return RememberedDevices.safeParse(JSON.parse(json)).data ?? NOTHING_REMEMBERED
  } catch {
    return NOTHING_REMEMBERED
  }
}
