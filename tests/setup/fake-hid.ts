import type { HidCollection } from '../../web/devices/headset/hid.ts'

/** A headset as WebHID shows it. The test presses its keys and reads its lights. */
export interface FakeHeadset {
  productName: string
  collections: HidCollection[]
  /** It follows the off-hook light, as headsets do: so soon after it was set (ms), by this report. */
  echo?: { afterMs: number; lightReportId: number; lightBit: number; keyReportId: number; keyBit: number }
}

/** What the test reaches in the page: `window.fakeHid`. */
export interface FakeHid {
  /** A report of the keys. */
  report(name: string, reportId: number, ...bytes: number[]): void
  /** The last bytes of each report of the lights, by its id. */
  lights(name: string): Record<number, number[]>
  plug(name: string): void
  unplug(name: string): void
  /** The agent allows the device when the page asks next. */
  allowsNext(name: string): void
  /** The device cannot be opened: another program holds it. */
  holds(name: string, held: boolean): void
}

/**
 * Replaces `navigator.hid`. It stands at the boundary of WebHID: what the product sees of a device is what a browser would show.
 * It refers to nothing outside, so that a page can run it.
 */
export function installFakeHid(headsets: FakeHeadset[], navigator: object = globalThis.navigator): FakeHid {
  class Device extends EventTarget {
    opened = false
    held = false
    allowed = false
    plugged = true
    lights: Record<number, number[]> = {}
    keys: Record<number, number[]> = {}
    constructor(readonly headset: FakeHeadset) {
      super()
    }
    get productName() {
      return this.headset.productName
    }
    get collections() {
      return this.headset.collections
    }
    async open() {
      if (this.held) throw new DOMException('Failed to open the device.', 'NotAllowedError')
      this.opened = true
    }
    async close() {
      this.opened = false
    }
    async sendReport(reportId: number, data: Uint8Array) {
      if (!this.opened || !this.plugged)
        throw new DOMException('The device must be opened first.', 'InvalidStateError')
      this.lights[reportId] = [...data]
      const { echo } = this.headset
      if (echo === undefined || echo.lightReportId !== reportId) return
      const bitOf = (bytes: number[], bit: number) => ((bytes[Math.floor(bit / 8)] ?? 0) >> (bit % 8)) & 1
      const on = bitOf([...data], echo.lightBit)
      const keys = this.keys[echo.keyReportId] ?? [0]
      if (bitOf(keys, echo.keyBit) === on) return
      const byte = Math.floor(echo.keyBit / 8)
      setTimeout(() => {
        const echoed = [...(this.keys[echo.keyReportId] ?? [0])]
        echoed[byte] = ((echoed[byte] ?? 0) & ~(1 << (echo.keyBit % 8))) | (on << (echo.keyBit % 8))
        this.report(echo.keyReportId, echoed)
      }, echo.afterMs)
    }
    report(reportId: number, bytes: number[]) {
      this.keys[reportId] = bytes
      if (!this.opened) return
      const data = new DataView(Uint8Array.from(bytes).buffer)
      this.dispatchEvent(Object.assign(new Event('inputreport'), { reportId, data }))
    }
  }

  const devices = new Map(headsets.map((headset) => [headset.productName, new Device(headset)]))
  const deviceOf = (name: string) => {
    const device = devices.get(name)
    if (!device) throw new Error(`There is no headset ${name}`)
    return device
  }
  let next: string | null = null
  const hid = Object.assign(new EventTarget(), {
    getDevices: async () => [...devices.values()].filter(({ allowed, plugged }) => allowed && plugged),
    requestDevice: async () => {
      if (next === null) return []
      const device = deviceOf(next)
      next = null
      device.allowed = true
      return [device]
    },
  })
  Object.defineProperty(navigator, 'hid', { configurable: true, value: hid })
  const tell = (type: string, device: Device) => hid.dispatchEvent(Object.assign(new Event(type), { device }))

  const fake: FakeHid = {
    report: (name, reportId, ...bytes) => deviceOf(name).report(reportId, bytes),
    lights: (name) => deviceOf(name).lights,
    plug: (name) => {
      deviceOf(name).plugged = true
      tell('connect', deviceOf(name))
    },
    unplug: (name) => {
      deviceOf(name).plugged = false
      deviceOf(name).opened = false
      tell('disconnect', deviceOf(name))
    },
    allowsNext: (name) => {
      next = name
    },
    holds: (name, held) => {
      deviceOf(name).held = held
    },
  }
  Object.assign(globalThis, { fakeHid: fake })
  return fake
}
