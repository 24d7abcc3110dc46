import { createStore } from '@xstate/store'
import type { ConsoleFacts } from '../../coordinator/protocol/reachability.ts'
import type { AudioDevice } from '../devices/audio-device.ts'

type FactName = keyof ConsoleFacts

/** What the browser says of the microphone of this page. */
export type MicrophonePermission = 'granted' | 'denied' | 'prompt'

/** What this page knows of itself and of the devices of its machine. */
export interface PageState {
  readonly facts: ConsoleFacts
  /** When each fact became what it is, ms since the epoch. */
  readonly since: Readonly<Partial<Record<FactName, number>>>
  readonly permission: MicrophonePermission
  /** A browser tells no names before it lets the page use a microphone. Null: not known yet. */
  readonly microphones: readonly AudioDevice[] | null
  readonly outputs: readonly AudioDevice[] | null
  /** What came of the last attempt to use the microphone: `works`, or the name of the error. Null: none since it changed. */
  readonly attempt: string | null
  /** Until when nothing shall ring here, ms since the epoch. Null: these are no quiet hours. */
  readonly quietUntil: number | null
}

export type PageStore = ReturnType<typeof createPageStore>

interface Devices {
  microphones: readonly AudioDevice[]
  outputs: readonly AudioDevice[]
  /** This browser lists outputs when there are any. In other browsers an empty list tells nothing. */
  listsOutputs: boolean
}

export function createPageStore(secure: boolean, now: () => number = Date.now) {
  const since = now()
  const context: PageState = {
    facts: {
      ...{ secure, microphone: false, output: true, sound: false, softphone: false },
      ...{ visible: true, quiet: false },
    },
    since: { secure: since, microphone: since, output: since, sound: since, softphone: since },
    permission: 'prompt',
    microphones: null,
    outputs: null,
    attempt: null,
    quietUntil: null,
  }
  const learned = (state: PageState, facts: Partial<ConsoleFacts>): PageState => {
    const next = { ...state.facts, ...facts }
    const changed = factNames.filter((name) => next[name] !== state.facts[name])
    if (changed.length === 0) return state
    const at = now()
    return {
      ...state,
      facts: next,
      since: { ...state.since, ...Object.fromEntries(changed.map((name) => [name, at])) },
    }
  }
  const withMicrophone = (state: PageState) => learned(state, { microphone: microphoneOf(state) })
  return createStore({
    context,
    on: {
      factsLearned: (state, { facts }: { facts: Partial<ConsoleFacts> }) => learned(state, facts),
      devicesSeen: (state, { microphones, outputs, listsOutputs }: Devices) => {
        const same = sameDevices(microphones, state.microphones)
        if (same && sameDevices(outputs, state.outputs)) return state
        const attempt = same ? state.attempt : attemptWithOther(state.attempt)
        const seen = { ...state, microphones, outputs, attempt }
        return learned(withMicrophone(seen), { output: outputs.length > 0 || !listsOutputs })
      },
      permissionSeen: (state, { permission }: { permission: MicrophonePermission }) =>
        permission === state.permission ? state : withMicrophone({ ...state, permission, attempt: null }),
      quietSeen: (state, { until }: { until: number | null }) =>
        until === state.quietUntil
          ? state
          : learned({ ...state, quietUntil: until }, { quiet: until !== null }),
      microphoneTried: (state, { attempt }: { attempt: string }) =>
        attempt === state.attempt ? state : withMicrophone({ ...state, attempt }),
    },
  })
}

const factNames: readonly FactName[] = [
  ...(['secure', 'microphone', 'output', 'sound', 'softphone', 'visible', 'quiet'] as const),
]

const MISSING = 'NotFoundError'

function microphoneOf({ permission, microphones, attempt }: PageState): ConsoleFacts['microphone'] {
  if (microphones?.length === 0 || attempt === MISSING) return 'missing'
  if (permission === 'denied') return false
  return attempt === null ? permission === 'granted' : attempt === 'works'
}

/** Other devices: what failed with the earlier ones may work now. The consent of the agent stays. */
const attemptWithOther = (attempt: string | null) => (attempt === 'works' ? attempt : null)

const sameDevices = (some: readonly AudioDevice[], others: readonly AudioDevice[] | null) =>
  others !== null &&
  some.length === others.length &&
  some.every(({ id, label }, at) => id === others[at]?.id && label === others[at]?.label)
