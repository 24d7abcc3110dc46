import type { HidCollection, HidReportInfo, HidReportItem } from '../../web/devices/headset/hid.ts'

interface Building {
  usagePage: number
  usage: number
  inputReports: Map<number, HidReportItem[]>
  outputReports: Map<number, HidReportItem[]>
}

/** Main, global and local items of a report descriptor (Device Class Definition for HID 1.11, 6.2.2). */
const INPUT = 0x80
const OUTPUT = 0x90
const COLLECTION = 0xa0
const END_COLLECTION = 0xc0
const USAGE_PAGE = 0x04
const LOGICAL_MINIMUM = 0x14
const REPORT_SIZE = 0x74
const REPORT_ID = 0x84
const REPORT_COUNT = 0x94
const USAGE = 0x08
const USAGE_MINIMUM = 0x18
const USAGE_MAXIMUM = 0x28

/**
 * The top-level collections of a device as WebHID shows them, from its report descriptor. A report of a nested collection is in
 * all of its parents, as in Chrome.
 */
export function collectionsOf(descriptor: string): HidCollection[] {
  const bytes = descriptor
    .split(/\s+/)
    .filter(Boolean)
    .map((byte) => Number.parseInt(byte, 16))
  const tops: Building[] = []
  const open: Building[] = []
  const now = { page: 0, minimum: 0, size: 0, count: 0, reportId: 0 }
  let usages: number[] = []
  let range: { from: number; to: number } = { from: 0, to: 0 }
  let isRange = false

  for (let at = 0; at < bytes.length; ) {
    const prefix = bytes[at] ?? 0
    const length = [0, 1, 2, 4][prefix & 3] ?? 0
    const value = bytes.slice(at + 1, at + 1 + length).reduce((sum, byte, n) => sum + byte * 256 ** n, 0)
    at += 1 + length
    const full = length === 4 ? value : now.page * 0x1_0000 + value
    switch (prefix & 0xfc) {
      case USAGE_PAGE:
        now.page = value
        break
      case LOGICAL_MINIMUM:
        now.minimum = value
        break
      case REPORT_SIZE:
        now.size = value
        break
      case REPORT_COUNT:
        now.count = value
        break
      case REPORT_ID:
        now.reportId = value
        break
      case USAGE:
        usages.push(full)
        break
      case USAGE_MINIMUM:
        range = { ...range, from: full }
        isRange = true
        break
      case USAGE_MAXIMUM:
        range = { ...range, to: full }
        break
      case COLLECTION: {
        const usage = usages[0] ?? 0
        const building = {
          usagePage: Math.floor(usage / 0x1_0000),
          usage: usage % 0x1_0000,
          inputReports: new Map(),
          outputReports: new Map(),
        }
        if (open.length === 0) tops.push(building)
        open.push(building)
        forget()
        break
      }
      case END_COLLECTION:
        open.pop()
        forget()
        break
      case INPUT:
      case OUTPUT: {
        const item: HidReportItem = {
          isConstant: (value & 1) !== 0,
          isArray: (value & 2) === 0,
          isAbsolute: (value & 4) === 0,
          isRange,
          ...(isRange ? { usageMinimum: range.from, usageMaximum: range.to } : { usages }),
          reportSize: now.size,
          reportCount: now.count,
          logicalMinimum: now.minimum,
        }
        for (const building of open) {
          const reports = (prefix & 0xfc) === INPUT ? building.inputReports : building.outputReports
          reports.set(now.reportId, [...(reports.get(now.reportId) ?? []), item])
        }
        forget()
      }
    }
  }
  return tops.map(({ usagePage, inputReports, outputReports }) => ({
    usagePage,
    inputReports: infoOf(inputReports),
    outputReports: infoOf(outputReports),
  }))

  /** What is local belongs to the next main item. */
  function forget() {
    usages = []
    range = { from: 0, to: 0 }
    isRange = false
  }
}

const infoOf = (reports: Map<number, HidReportItem[]>): HidReportInfo[] =>
  [...reports].map(([reportId, items]) => ({ reportId, items }))

/** Plantronics Blackwire 3220 (047f:c056), its telephony interface, as a USB prober read it: each light has a report of its own. */
export const BLACKWIRE_3220 = `
05 0B 09 05 A1 01 85 08 15 00 25 01 09 2F 75 01 95 01 81 06 09 20 09 21 75 01 95 02 81 22 95 05 81 01
05 08 85 09 09 09 95 01 91 22 95 07 91 01 85 17 09 17 95 01 91 22 95 07 91 01 85 18 09 18 95 01 91 22
95 07 91 01 85 1E 09 1E 95 01 91 22 95 07 91 01 85 20 09 20 95 01 91 22 95 07 91 01 85 2A 09 2A 95 01
91 22 95 07 91 01 C0`

/** Jabra Link 380c (0b0e:24c9), its telephony and consumer collections: keys that say they are constant, one report for all lights. */
export const LINK_380C = `
05 0B 09 05 A1 01 85 02 05 0B 15 00 25 01 09 20 09 97 09 2A 75 01 95 03 81 23 09 2F 09 21 09 24 09 50
75 01 95 04 81 07 09 06 A1 02 19 B0 29 BB 15 00 25 0C 75 04 95 01 81 40 C0 09 07 15 00 25 01 05 09
75 01 95 01 81 02 75 01 95 04 81 01 05 08 15 00 25 01 09 17 09 1E 09 09 09 18 09 20 09 21 09 2A 75 01
95 07 91 22 05 0B 15 00 25 01 09 9E 75 01 95 01 91 22 75 01 95 08 91 01 C0
05 0C 09 01 A1 01 85 01 05 0C 15 00 25 01 09 EA 09 E9 09 E2 09 CD 09 B7 09 B5 09 B6 09 B3 09 B4 75 01
95 09 81 02 75 01 95 07 81 01 C0`

/** A key pad whose one field holds the key that is pressed, as handsets have it. */
export const KEY_PAD = `
05 0B 09 07 A1 01 15 00 25 04 09 00 09 20 09 21 09 26 09 2F 75 08 95 01 81 00 C0`

/** Logitech G933 gaming headset (046d:0a37), in part: volume keys and no telephone. */
export const VOLUME_KEYS_ONLY = `
05 0C 09 01 A1 01 85 01 15 00 25 01 09 E9 09 EA 75 01 95 02 81 02 09 E2 95 01 81 06 09 00 95 05 81 03 C0`
