/** The part of WebHID (https://wicg.github.io/webhid/) that a headset needs: the types of the DOM do not have it yet. */

export interface HidReportItem {
  isAbsolute?: boolean
  isArray?: boolean
  isConstant?: boolean
  isRange?: boolean
  /** Page in the upper 16 bits, usage in the lower. */
  usages?: readonly number[]
  usageMinimum?: number
  usageMaximum?: number
  /** Bits of each of `reportCount` fields. */
  reportSize?: number
  reportCount?: number
  logicalMinimum?: number
}

export interface HidReportInfo {
  reportId?: number
  items?: readonly HidReportItem[]
}

export interface HidCollection {
  usagePage?: number
  inputReports?: readonly HidReportInfo[]
  outputReports?: readonly HidReportInfo[]
}

export interface HidInputReport extends Event {
  readonly reportId: number
  /** Without the byte of the report's id. */
  readonly data: DataView
}

export interface HidDevice extends EventTarget {
  readonly opened: boolean
  readonly productName: string
  readonly collections: readonly HidCollection[]
  open(): Promise<void>
  close(): Promise<void>
  sendReport(reportId: number, data: Uint8Array<ArrayBuffer>): Promise<void>
}

export interface Hid extends EventTarget {
  /** Devices that the agent has allowed before. */
  getDevices(): Promise<HidDevice[]>
  /** Asks the agent, within a click. */
  requestDevice(options: { filters: { usagePage: number }[] }): Promise<HidDevice[]>
}

/** Chrome and Edge have it, on a secure page. Null elsewhere. */
export function hidOf(navigator: object): Hid | null {
  return isHid(navigator) ? navigator.hid : null
}

const isHid = (navigator: object): navigator is { hid: Hid } => 'hid' in navigator && Boolean(navigator.hid)

export const isInputReport = (event: Event): event is HidInputReport => 'reportId' in event && 'data' in event
