import { expect, test } from 'vitest'
import type { ActorRecord } from '../../../coordinator/durable/actor-record.ts'
import { RecordCache } from '../../../coordinator/durable/record-cache.ts'
import type { ParcelTypes } from './parcel.ts'

type Parcel = ActorRecord<ParcelTypes>
const at = (rev: number) => ({ rev }) as Parcel

test('a record that was still being read when another process told of a newer one is not kept', async () => {
  const reads: ((record: Parcel) => void)[] = []
  const load = () => new Promise<Parcel>((resolve) => reads.push(resolve))
  const copies = new RecordCache<ParcelTypes>({ load, isCurrent: async () => true }, () => false, 10)
  const first = copies.find('P1')
  copies.forget('P1', 13)
  reads[0]?.(at(12))
  expect(await first).toEqual(at(12))
  expect(copies.holds('P1', 12)).toBe(false)
  const second = copies.find('P1')
  reads[1]?.(at(13))
  await second
  expect(copies.holds('P1', 13)).toBe(true)
  expect(reads).toHaveLength(2)
})
