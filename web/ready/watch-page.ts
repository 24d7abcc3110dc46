import { isOnLeg, softphoneStatus } from '../../machines/softphone/status.ts'
import type { FactsSource } from '../feed/console-facts.ts'
import { quietUntil } from '../quiet-hours/quiet-hours.ts'
import type { QuietHoursStore } from '../quiet-hours/quiet-hours-store.ts'
import type { RingtonePlayer } from '../ring/ringtone-player.ts'
import type { Softphone } from '../softphone/softphone.ts'
import { browserMemory } from '../storage.ts'
import { createPageStore, type MicrophonePermission, type PageStore } from './page-store.ts'
import { timerDrift } from './timer-drift.ts'

/** This page, watched by itself. */
export interface PageWatch {
  store: PageStore
  /** For the echo of a beat. */
  facts: FactsSource
  /** Asks the browser for the microphone, which may ask the agent. Resolves with the answer; never rejects. */
  askForMicrophone: () => Promise<void>
  /** The browser has not been asked for the microphone yet. */
  mustAsk: () => boolean
  /** Looks at devices and permission again, for browsers that do not say when they change. */
  look: () => void
  stop: () => void
}

/** Keeps the facts of this page true. What the page can see itself is known at once. */
export function watchPage(
  ringer: RingtonePlayer,
  softphone: Softphone,
  quietHours: QuietHoursStore,
): PageWatch {
  const store = createPageStore(isSecureContext)
  const stopping = new AbortController()
  const { signal } = stopping
  const timersAreLate = timerDrift()
  let asking: Promise<void> | null = null

  const seeSound = () =>
    store.trigger.factsLearned({ facts: { sound: ringer.sound.getSnapshot().context.allowed } })
  const seeSoftphone = () => {
    const snapshot = softphone.getSnapshot()
    const works = snapshot.context.registered || isOnLeg(softphoneStatus(snapshot))
    store.trigger.factsLearned({ facts: { softphone: works } })
  }
  const seeVisibility = () =>
    store.trigger.factsLearned({ facts: { visible: document.visibilityState === 'visible' } })
  /** A line that was lost while the page was hidden comes back as soon as the page is seen. */
  const seeLine = () => {
    if (document.visibilityState === 'visible' && softphoneStatus(softphone.getSnapshot()) !== 'idle')
      softphone.send({ type: 'REGISTER' })
  }
  const seeQuiet = () =>
    store.trigger.quietSeen({ until: quietUntil(quietHours.getSnapshot().context.hours, Date.now()) })
  const seeDevices = () => {
    listDevices().then(
      (devices) => signal.aborted || store.trigger.devicesSeen(devices),
      (error: unknown) => console.warn('The browser does not list its devices', error),
    )
  }
  const seePermission = (permission: MicrophonePermission) => {
    if (!signal.aborted) store.trigger.permissionSeen({ permission })
  }
  const look = () => {
    seeDevices()
    readPermission().then((status) => {
      if (status) seePermission(status.state)
    })
  }

  const following = [
    ringer.sound.subscribe(seeSound),
    softphone.subscribe(seeSoftphone),
    quietHours.subscribe(seeQuiet),
  ]
  addEventListener('storage', () => quietHours.trigger.readAgain(), { signal })
  document.addEventListener('visibilitychange', seeVisibility, { signal })
  document.addEventListener('visibilitychange', look, { signal })
  document.addEventListener('visibilitychange', seeLine, { signal })
  document.addEventListener('visibilitychange', seeQuiet, { signal })
  navigator.mediaDevices?.addEventListener('devicechange', look, { signal })
  readPermission().then((status) =>
    status?.addEventListener('change', () => seePermission(status.state), { signal }),
  )
  seeSound()
  seeSoftphone()
  seeVisibility()
  seeQuiet()
  look()

  return {
    store,
    facts: {
      // For each beat, which wakes a hidden page whose timers sleep.
      get: () => {
        seeQuiet()
        return { ...store.getSnapshot().context.facts, throttled: timersAreLate() }
      },
      subscribe: (listener) => {
        let { facts } = store.getSnapshot().context
        const { unsubscribe } = store.subscribe(({ context }) => {
          if (context.facts === facts) return
          facts = context.facts
          listener()
        })
        return unsubscribe
      },
    },
    askForMicrophone: () => {
      asking ??= tryMicrophone().then((attempt) => {
        asking = null
        if (signal.aborted) return
        store.trigger.microphoneTried({ attempt })
        look()
      })
      return asking
    },
    mustAsk: () => {
      const { facts, permission, attempt } = store.getSnapshot().context
      return facts.secure && facts.microphone === false && permission === 'prompt' && attempt === null
    },
    look,
    stop: () => {
      stopping.abort()
      for (const { unsubscribe } of following) unsubscribe()
    },
  }
}

/** @returns `works`, or the name of the error */
async function tryMicrophone(): Promise<string> {
  // Browsers have it only in a page with a secure origin.
  if (!navigator.mediaDevices) return 'NotAllowedError'
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    for (const track of stream.getTracks()) track.stop()
    return 'works'
  } catch (error) {
    return error instanceof Error ? error.name : 'Error'
  }
}

/** Null where the browser does not tell. */
async function readPermission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: 'microphone' })
  } catch {
    return null
  }
}

/** This browser has listed an output before, so an empty list means that there is none. */
const LISTS_OUTPUTS = 'switchyard-lists-outputs'

async function listDevices() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? []
  const ofKind = (kind: MediaDeviceKind) =>
    devices.filter((device) => device.kind === kind).map(({ deviceId, label }) => ({ id: deviceId, label }))
  const outputs = ofKind('audiooutput')
  return { microphones: ofKind('audioinput'), outputs, listsOutputs: remembersOutputs(outputs.length > 0) }
}

function remembersOutputs(seen: boolean): boolean {
  if (seen) browserMemory.write(LISTS_OUTPUTS, 'yes')
  return seen || browserMemory.read(LISTS_OUTPUTS) !== null
}
