import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'

const Manifest = z.object({
  private: z.literal(true),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
})
const Lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      resolved: z.string().optional(),
      integrity: z.string().optional(),
    }),
  ),
})
const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

test('each package is pinned to one version and to the hash of its content, from the registry alone', () => {
  const { dependencies, devDependencies } = Manifest.parse(read('package.json'))
  const versions = Object.entries({ ...dependencies, ...devDependencies })
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  const { '': _, ...packages } = Lockfile.parse(read('package-lock.json')).packages
  const unpinned = Object.entries(packages).filter(
    ([, { integrity, resolved }]) =>
      !/^sha512-/.test(integrity ?? '') || !/^(https:\/\/registry\.npmjs\.org\/|$)/.test(resolved ?? ''),
  )
  expect(Object.keys(packages).length).toBeGreaterThan(100)
  expect(unpinned).toEqual([])
})
