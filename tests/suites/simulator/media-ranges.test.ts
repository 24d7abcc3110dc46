import { expect, test } from 'vitest'
import { fileReply } from '../../simulator/http/ranges.ts'

const DATA = Buffer.from('0123456789')

const asked = (range?: string) => {
  const { status, headers, raw } = fileReply('audio/x-wav', DATA, range)
  return [status, raw?.data.toString(), headers?.['Content-Range']]
}

test('a player that seeks gets the part it asks for', () => {
  expect(asked('bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10'])
  expect(asked('bytes=7-')).toEqual([206, '789', 'bytes 7-9/10'])
  expect(asked('bytes=-2')).toEqual([206, '89', 'bytes 8-9/10'])
  expect(asked('bytes=5-500')).toEqual([206, '56789', 'bytes 5-9/10'])
  expect(asked('bytes=-500')).toEqual([206, '0123456789', 'bytes 0-9/10'])
})

test('a part that is not there is refused, with the length of the whole', () => {
  expect(asked('bytes=10-')).toEqual([416, undefined, 'bytes */10'])
  expect(asked('bytes=-0')).toEqual([416, undefined, 'bytes */10'])
})

test('what is no single range gets the whole', () => {
  for (const range of [undefined, 'bytes=-', 'bytes=1-2,4-5', 'seconds=1-2', '']) {
    expect(asked(range)).toEqual([200, '0123456789', undefined])
  }
})
