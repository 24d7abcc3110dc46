import { t } from '../../language/text.ts'
import type { ShownHeadset } from './headset-store.ts'
import { type Hid, type HidDevice, isInputReport } from './hid.ts'
import { type CallFacts, createPresses, type Press } from './presses.ts'
import { type HeadsetLights, type HeadsetReports, headsetReports, keysOn, lightReports } from './reports.ts'

interface HeadsetsDeps {
  hid: Hid
  facts: () => CallFacts
  lights: () => HeadsetLights
  /** Several tabs of a browser hear one headset: only one of them acts and sets the lights. */
  drives: () => boolean
  act: (press: Press) => void
  /** A key was pressed, also one that means nothing now. */
  heard: (press: Press | null) => void
  shown: (headsets: readonly ShownHeadset[]) => void
  /** Milliseconds that only go up. */
  now: () => number
}

interface Headset {
  name: string
  trouble: string | null
  lights: Lights
  stop: () => Promise<void>
}

const DARK: HeadsetLights = { ring: false, offHook: false, mute: false, hold: false }

/** The headsets that this browser may use: their keys, and their lights in step with the calls. */
export function followHeadsets(deps: HeadsetsDeps) {
  const { hid, facts, lights, drives, act, heard, shown, now } = deps
  const headsets = new Map<HidDevice, Headset>()
  let stopped = false

  const show = () => shown([...headsets.values()].map(({ name, trouble }) => ({ name, trouble })))
  const sync = () => {
    for (const [device, headset] of headsets)
      if (drives() && device.opened) headset.lights.set(lights())
      else headset.lights.forget()
  }

  async function add(device: HidDevice) {
    const reports = headsetReports(device)
    if (reports === null || headsets.has(device) || stopped) return
    const presses = createPresses(now)
    let offHook = false
    const onReport = (event: Event) => {
      if (!isInputReport(event)) return
      const keys = keysOn(reports, event.reportId, event.data)
      if (keys.size === 0) return
      const meant = presses.pressed(keys, facts())
      if (!drives()) return
      if ([...keys.values()].some(({ on }) => on) || meant.length > 0) heard(meant[0] ?? null)
      for (const press of meant) act(press)
      const hook = keys.get('hookSwitch')?.on ?? offHook
      // Off the hook with nothing to answer, for instance: the headset is told again how things are.
      if (hook !== offHook && hook !== lights().offHook) headset.lights.forget()
      offHook = hook
      sync()
    }
    const headset: Headset = {
      name: device.productName || t('devices.aHeadset'),
      trouble: null,
      lights: createLights(device, reports, (trouble) => {
        if (trouble === headset.trouble) return
        headset.trouble = trouble
        show()
      }),
      stop: async () => {
        device.removeEventListener('inputreport', onReport)
        headsets.delete(device)
        if (drives() && device.opened) await headset.lights.set(DARK)
        await device.close().catch(() => undefined)
      },
    }
    headsets.set(device, headset)
    device.addEventListener('inputreport', onReport)
    try {
      if (!device.opened) await device.open()
    } catch (error) {
      headset.trouble = troubleOf(error)
    }
    show()
    sync()
  }

  const look = async () => {
    for (const device of await hid.getDevices()) await add(device)
  }
  const onConnect = () => {
    look().catch((error: unknown) => console.warn('The headsets cannot be listed', error))
  }
  const onDisconnect = (event: Event) => {
    for (const device of headsets.keys())
      if ('device' in event && event.device === device) {
        headsets.delete(device)
        show()
      }
  }
  hid.addEventListener('connect', onConnect)
  hid.addEventListener('disconnect', onDisconnect)

  return {
    /** Uses the headsets that the agent has allowed, also one that was allowed just now. */
    look,
    sync,
    stop: async () => {
      stopped = true
      hid.removeEventListener('connect', onConnect)
      hid.removeEventListener('disconnect', onDisconnect)
      await Promise.all([...headsets.values()].map(({ stop }) => stop()))
    },
  }
}

/** A device that another program holds cannot be opened, or takes no reports. */
const troubleOf = (error: unknown) =>
  error instanceof Error && error.message ? error.message : t('devices.answersNot')

type Lights = ReturnType<typeof createLights>

/** Writes the lights of one headset, one report at a time, and only those that change. */
function createLights(device: HidDevice, reports: HeadsetReports, told: (trouble: string | null) => void) {
  const written = new Map<number, string>()
  let wanted: HeadsetLights | null = null
  let last = Promise.resolve()

  async function write() {
    if (wanted === null) return
    const reportsNow = lightReports(reports, wanted)
    wanted = null
    for (const { reportId, data } of reportsNow) {
      const bytes = data.join()
      if (written.get(reportId) === bytes) continue
      try {
        await device.sendReport(reportId, data)
        written.set(reportId, bytes)
        told(null)
      } catch (error) {
        told(troubleOf(error))
      }
    }
  }

  return {
    set: (lights: HeadsetLights): Promise<void> => {
      wanted = lights
      last = last.then(write)
      return last
    },
    /** Another tab may set them from now on. */
    forget: () => {
      wanted = null
      written.clear()
    },
  }
}
