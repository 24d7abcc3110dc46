import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSIBLE = /\.(html|js|css|svg)$/
/** A smaller file fits into one packet as it is. */
const SMALLEST_BYTES = 1_000

/** Writes `<file>.br` and `<file>.gz` beside each built file. The coordinator serves what a browser accepts. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    async closeBundle(error) {
      if (error) return
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      await Promise.all(
        files.filter((name) => COMPRESSIBLE.test(name)).map((name) => compress(join(folder, name))),
      )
    },
  }
}

async function compress(name: string): Promise<void> {
  const bytes = readFileSync(name)
  if (bytes.length < SMALLEST_BYTES) return
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  ])
  writeFileSync(`${name}.br`, br)
  writeFileSync(`${name}.gz`, gz)
}
