import type { HidCollection, HidDevice, HidReportInfo, HidReportItem } from './hid.ts'

/** The page of telephony devices (USB HID Usage Tables, page 0x0B). */
export const TELEPHONY_PAGE = 0x0b
const LED_PAGE = 0x08

const usage = (page: number, id: number) => page * 0x1_0000 + id

/** Keys of a headset. */
const KEYS = {
  hookSwitch: usage(TELEPHONY_PAGE, 0x20),
  flash: usage(TELEPHONY_PAGE, 0x21),
  drop: usage(TELEPHONY_PAGE, 0x26),
  phoneMute: usage(TELEPHONY_PAGE, 0x2f),
} as const
export type HeadsetKey = keyof typeof KEYS

/** Lights of a headset, each by all usages that devices have for it. */
const LIGHTS = {
  ring: [usage(LED_PAGE, 0x18), usage(TELEPHONY_PAGE, 0x9e)],
  offHook: [usage(LED_PAGE, 0x17)],
  mute: [usage(LED_PAGE, 0x09)],
  hold: [usage(LED_PAGE, 0x20)],
} as const
export type HeadsetLight = keyof typeof LIGHTS
export type HeadsetLights = Record<HeadsetLight, boolean>

/** A switch says whether it is on, a button only that it was pressed (USB HID Usage Tables, on/off controls). */
export type KeyKind = 'switch' | 'button'

interface KeyField {
  key: HeadsetKey
  kind: KeyKind
  reportId: number
  /** From the first bit of the report on. */
  bit: number
  bits: number
  /** Null: the field is the key. Otherwise the value of the field while this key is pressed. */
  value: number | null
}

interface LightField {
  light: HeadsetLight
  bit: number
}

interface LightReport {
  reportId: number
  bytes: number
  fields: readonly LightField[]
}

/** Where the keys and the lights of a device are in its reports. */
export interface HeadsetReports {
  keys: readonly KeyField[]
  lights: readonly LightReport[]
}

/** Null for a device that has no hook switch: it is no headset for calls. */
export function headsetReports({ collections }: Pick<HidDevice, 'collections'>): HeadsetReports | null {
  const telephony = collections.filter(({ usagePage }) => usagePage === TELEPHONY_PAGE)
  const keys = reportsOf(telephony, 'inputReports').flatMap(keysIn)
  if (!keys.some(({ key }) => key === 'hookSwitch')) return null
  return {
    keys,
    lights: reportsOf(telephony, 'outputReports')
      .map(lightsIn)
      .filter(({ fields }) => fields.length > 0),
  }
}

/** A report that spans several collections is in each of them, whole in their parent. */
function reportsOf(collections: readonly HidCollection[], which: 'inputReports' | 'outputReports') {
  return collections.flatMap((collection) => collection[which] ?? [])
}

/** One field of an item: where it is, and what it means. */
interface Field {
  item: HidReportItem
  bit: number
  bits: number
  /** Null for a field that holds one of several usages. */
  usage: number | null
}

function fieldsOf({ items = [] }: HidReportInfo): { fields: Field[]; bits: number } {
  const fields: Field[] = []
  let bit = 0
  for (const item of items) {
    const { reportSize: bits = 0, reportCount = 0, isArray = false } = item
    for (let n = 0; n < reportCount; n += 1) {
      fields.push({ item, bit, bits, usage: isArray ? null : usageAt(item, n) })
      bit += bits
    }
  }
  return { fields, bits: bit }
}

/** The n-th usage of an item. Fields beyond the last usage have the last one. */
function usageAt({ isRange, usages = [], usageMinimum = 0, usageMaximum = 0 }: HidReportItem, n: number) {
  if (isRange) return Math.min(usageMinimum + n, usageMaximum)
  return usages[Math.min(n, usages.length - 1)] ?? null
}

function keysIn(report: HidReportInfo): KeyField[] {
  const { reportId = 0 } = report
  return fieldsOf(report).fields.flatMap(({ item, bit, bits, usage }) =>
    keyNames.flatMap((key): KeyField[] => {
      const field = { key, reportId, bit, bits }
      // Some headsets say "constant" of fields that change: Jabra's hook switch does.
      if (usage === KEYS[key]) return [{ ...field, kind: kindOf(item), value: null }]
      const value = usage === null ? valueWhileOn(item, KEYS[key]) : null
      return value === null ? [] : [{ ...field, kind: 'button', value }]
    }),
  )
}

/** What an array field holds while this usage is on; null when it never is. */
function valueWhileOn(item: HidReportItem, wanted: number): number | null {
  const { isRange, usages = [], usageMinimum = 0, usageMaximum = 0, logicalMinimum = 0 } = item
  const at = isRange
    ? wanted >= usageMinimum && wanted <= usageMaximum
      ? wanted - usageMinimum
      : -1
    : usages.indexOf(wanted)
  return at < 0 ? null : logicalMinimum + at
}

/** A key that springs back would have a "preferred state", but many headsets say so of switches, too. */
const kindOf = ({ isAbsolute }: HidReportItem): KeyKind => (isAbsolute ? 'switch' : 'button')

function lightsIn(report: HidReportInfo): LightReport {
  const { fields, bits } = fieldsOf(report)
  return {
    reportId: report.reportId ?? 0,
    bytes: Math.ceil(bits / 8),
    fields: fields.flatMap(({ bit, usage }) =>
      lightNames
        .filter((light) => usage !== null && LIGHTS[light].includes(usage))
        .map((light) => ({ light, bit })),
    ),
  }
}

const keyNames: readonly HeadsetKey[] = ['hookSwitch', 'flash', 'drop', 'phoneMute']
const lightNames: readonly HeadsetLight[] = ['offHook', 'mute', 'hold', 'ring']

/** Which keys a report says are on. A key that the report does not have is missing. */
export function keysOn(
  { keys }: HeadsetReports,
  reportId: number,
  data: DataView,
): Map<HeadsetKey, { kind: KeyKind; on: boolean }> {
  const states = new Map<HeadsetKey, { kind: KeyKind; on: boolean }>()
  for (const { key, kind, bit, bits, value, ...field } of keys) {
    if (field.reportId !== reportId || bit + bits > data.byteLength * 8) continue
    const read = bitsAt(data, bit, bits)
    const on = value === null ? read !== 0 : read === value
    // Of several fields of an array, one may hold the key.
    states.set(key, { kind, on: on || (value !== null && states.get(key)?.on === true) })
  }
  return states
}

/** Reports begin with the lowest bit of the first byte. */
function bitsAt(data: DataView, bit: number, bits: number): number {
  let value = 0
  for (let n = bits - 1; n >= 0; n -= 1) {
    const at = bit + n
    value = value * 2 + ((data.getUint8(Math.floor(at / 8)) >> (at % 8)) & 1)
  }
  return value
}

/** The reports that set these lights, that of the off-hook light first: it makes some headsets take the others. */
export function lightReports(
  { lights }: HeadsetReports,
  on: HeadsetLights,
): { reportId: number; data: Uint8Array<ArrayBuffer> }[] {
  const first = ({ fields }: LightReport) => (fields.some(({ light }) => light === 'offHook') ? 0 : 1)
  return [...lights]
    .sort((a, b) => first(a) - first(b))
    .map(({ reportId, bytes, fields }) => {
      const data = new Uint8Array(bytes)
      for (const { light, bit } of fields)
        if (on[light]) data[Math.floor(bit / 8)] = (data[Math.floor(bit / 8)] ?? 0) | (1 << (bit % 8))
      return { reportId, data }
    })
}
