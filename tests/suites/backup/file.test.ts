import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSealedLines, writeSealedLines } from '../../../coordinator/backup/file.ts'

const PASSPHRASE = 'correct horse battery'
const CHEAP = { N: 2, r: 1, p: 1 }
const SEALED_CHUNK = 64 * 1024 + 16

let folder: string
let path: string
let whole: Buffer
/** Of no pattern that could be compressed: several chunks. */
const lines = Array.from({ length: 20_000 }, (_, n) => `${n} é ${Math.sin(n)}`)
async function* all() {
  yield* lines
}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-backup-'))
  path = join(folder, 'a.backup')
  await writeSealedLines(path, all(), PASSPHRASE, CHEAP)
  whole = readFileSync(path)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function readIn(bytes: Buffer, passphrase = PASSPHRASE): Promise<string[]> {
  const file = join(folder, 'changed')
  writeFileSync(file, bytes)
  const sealed = await openSealedLines(file, passphrase)
  const read: string[] = []
  try {
    for await (const line of sealed.lines()) read.push(line)
  } finally {
    await sealed.close()
  }
  return read
}
const chunksAt = () => whole.indexOf('\n') + 1
const chunk = (n: number) =>
  whole.subarray(chunksAt() + n * SEALED_CHUNK, chunksAt() + (n + 1) * SEALED_CHUNK)
const head = () => whole.subarray(0, chunksAt())

test('what was written is read again, as often as one likes, and only its owner may read the file', async () => {
  expect(whole.length).toBeGreaterThan(3 * SEALED_CHUNK)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const sealed = await openSealedLines(path, PASSPHRASE.normalize('NFD'))
  for (let time = 0; time < 2; time++) {
    const read: string[] = []
    for await (const line of sealed.lines()) read.push(line)
    expect(read).toEqual(lines)
  }
  // Who stops reading in the middle is in nobody's way.
  for await (const line of sealed.lines()) if (line.startsWith('5 ')) break
  await sealed.close()
  expect(whole.includes('0.8414709848')).toBe(false)
})

test('two files of the same have nothing in common', async () => {
  const other = join(folder, 'b.backup')
  await writeSealedLines(other, all(), PASSPHRASE, CHEAP)
  expect(readFileSync(other).subarray(chunksAt(), chunksAt() + 64)).not.toEqual(chunk(0).subarray(0, 64))
})

describe('a file is refused', () => {
  const damaged = expect.objectContaining({ name: 'BackupError', code: 'damaged' })

  test('with another passphrase', async () => {
    await expect(readIn(whole, 'correct horse batterz')).rejects.toMatchObject({ code: 'passphrase' })
  })

  test.each([
    ['cut off between two chunks', () => whole.subarray(0, chunksAt() + 2 * SEALED_CHUNK)],
    ['cut off in a chunk', () => whole.subarray(0, -1)],
    ['cut off after its first line', () => head()],
    [
      'with two chunks in each other’s place',
      () => Buffer.concat([head(), chunk(1), chunk(0), whole.subarray(chunksAt() + 2 * SEALED_CHUNK)]),
    ],
    [
      'without a chunk in the middle',
      () => Buffer.concat([head(), chunk(0), whole.subarray(chunksAt() + 2 * SEALED_CHUNK)]),
    ],
    ['with something behind its end', () => Buffer.concat([whole, Buffer.from('x')])],
    [
      'with a chunk twice',
      () => Buffer.concat([head(), chunk(0), chunk(0), whole.subarray(chunksAt() + SEALED_CHUNK)]),
    ],
    [
      'with one bit turned',
      () => {
        const bytes = Buffer.from(whole)
        bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
        return bytes
      },
    ],
    [
      'with a first line that asks for more memory than there is',
      () => Buffer.from(whole.toString('latin1').replace('"N":2,', '"N":1073741824,'), 'latin1'),
    ],
    [
      'that asks for a key that there is not',
      () => Buffer.from(whole.toString('latin1').replace('"N":2,', '"N":3,'), 'latin1'),
    ],
  ])('%s', async (_, changed) => {
    await expect(readIn(changed())).rejects.toEqual(damaged)
  })

  test('of a newer format, and one that is something else', async () => {
    const newer = Buffer.from(
      whole.toString('latin1').replace('switchyard-backup 1', 'switchyard-backup 2'),
      'latin1',
    )
    await expect(readIn(newer)).rejects.toMatchObject({ code: 'newer' })
    await expect(readIn(Buffer.from('PK\u0003\u0004'))).rejects.toMatchObject({ code: 'notABackup' })
    await expect(readIn(Buffer.alloc(0))).rejects.toMatchObject({ code: 'notABackup' })
  })
})

test('what fails in the middle leaves nothing behind, and a file of that name as it was', async () => {
  async function* failing() {
    yield 'one'
    throw new Error('Redis is away')
  }
  await expect(writeSealedLines(path, failing(), PASSPHRASE, CHEAP)).rejects.toThrow('Redis is away')
  expect(readFileSync(path)).toEqual(whole)
  expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([])
})
