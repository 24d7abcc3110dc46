import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { damaged } from './backup-error.ts'
import { opened, sealed } from './chunks.ts'
import { LONGEST_HEAD, newSeal, type ScryptCost, sealIn } from './seal.ts'

/** What a file is called until all of it is on the disk. */
export const UNFINISHED = '.unfinished'

/**
 * Writes lines, compressed and encrypted. A file with the final name is always whole: it gets that name when all of it is on
 * the disk. Its owner alone can read it.
 */
export async function writeSealedLines(
  path: string,
  lines: AsyncIterable<string>,
  passphrase: string,
  cost?: ScryptCost,
): Promise<void> {
  const seal = await newSeal(passphrase, cost)
  const unfinished = path + UNFINISHED
  await rm(unfinished, { force: true })
  try {
    await pipeline(
      Readable.from(withEnds(lines)),
      createGzip(),
      (plain: AsyncIterable<Buffer>) => sealed(plain, seal),
      createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true }),
    )
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  const folder = await open(dirname(path))
  await folder.sync().finally(() => folder.close())
}

/** A file whose passphrase is right. What is wrong with the rest shows as it is read. */
export interface SealedLines {
  /** From the first line on, each time. @throws {BackupError} `damaged` */
  lines(): AsyncGenerator<string>
  close(): Promise<void>
}

/** @throws {BackupError} */
export async function openSealedLines(path: string, passphrase: string): Promise<SealedLines> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_HEAD), 0, LONGEST_HEAD, 0)
    const seal = await sealIn(buffer.subarray(0, bytesRead), passphrase)
    const chunks = () => file.createReadStream({ start: seal.head.length, autoClose: false })
    return {
      lines: () => linesOf(opened(chunks(), seal)),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function* withEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}

async function* linesOf(compressed: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const gunzip = createGunzip()
  const text = new TextDecoder()
  let failure: unknown
  const filled = pipeline(Readable.from(compressed), gunzip).catch((error: unknown) => {
    failure = error
  })
  let rest = ''
  try {
    for await (const bytes of gunzip) {
      const [first = '', ...more] = text.decode(bytes, { stream: true }).split('\n')
      rest += first
      for (const next of more) {
        yield rest
        rest = next
      }
    }
  } catch (error) {
    failure = error
  } finally {
    gunzip.destroy()
    await filled
  }
  if (failure !== undefined) throw failure
  if (rest !== '') throw damaged()
}
