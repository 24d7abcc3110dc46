import { createCipheriv, createDecipheriv } from 'node:crypto'
import { damaged } from './backup-error.ts'
import type { Seal } from './seal.ts'

const CIPHER = 'aes-256-gcm'
const CHUNK_BYTES = 64 * 1024
const TAG_BYTES = 16

/**
 * Encrypts a stream in chunks, each with a tag of its own. The number of a chunk and whether it is the last one are in its
 * nonce, so none can be left out, moved or cut off. Source: Hoang, Reyhanitabar, Rogaway, Vizár, "Online
 * Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance" (2015), STREAM.
 */
export async function* sealed(plain: AsyncIterable<Buffer>, { key, head }: Seal): AsyncGenerator<Buffer> {
  yield head
  for await (const { block, nonce } of blocksOf(plain, CHUNK_BYTES)) {
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(head)
    yield Buffer.concat([cipher.update(block), cipher.final(), cipher.getAuthTag()])
  }
}

/** @throws {BackupError} `damaged`, before anything of the chunk is handed on */
export async function* opened(chunks: AsyncIterable<Buffer>, { key, head }: Seal): AsyncGenerator<Buffer> {
  for await (const { block, nonce } of blocksOf(chunks, CHUNK_BYTES + TAG_BYTES)) {
    if (block.length < TAG_BYTES) throw damaged()
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(head)
    decipher.setAuthTag(block.subarray(-TAG_BYTES))
    const plain = decipher.update(block.subarray(0, -TAG_BYTES))
    try {
      decipher.final()
    } catch {
      throw damaged()
    }
    yield plain
  }
}

/** Blocks of one size, and the last one with the rest, each with its nonce. */
async function* blocksOf(source: AsyncIterable<Buffer>, size: number) {
  let held = Buffer.alloc(0)
  let n = 0
  for await (const bytes of source) {
    held = Buffer.concat([held, bytes])
    for (; held.length > size; held = held.subarray(size))
      yield { block: held.subarray(0, size), nonce: nonceOf(n++, false) }
  }
  yield { block: held, nonce: nonceOf(n, true) }
}

function nonceOf(n: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(n, 5, 6)
  nonce.writeUInt8(isLast ? 1 : 0, 11)
  return nonce
}
