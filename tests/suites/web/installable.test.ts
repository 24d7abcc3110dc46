import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { buildConsole } from '../../../coordinator/commands/launcher/build-console.ts'

let folder: string
const read = (path: string) => readFileSync(join(folder, path))

beforeAll(async () => {
  folder = await buildConsole()
})

const Manifest = z.object({
  id: z.literal('/'),
  start_url: z.literal('/'),
  scope: z.literal('/'),
  display: z.literal('standalone'),
  name: z.string(),
  icons: z.array(
    z.object({
      src: z.string(),
      sizes: z.string(),
      type: z.string(),
      purpose: z.literal('maskable').optional(),
    }),
  ),
})

/** Width and height stand in the header of a PNG file. */
const sizeOf = (png: Buffer) => `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`

test('the console can be installed: its page names a manifest, and all icons are its own and as large as it says', () => {
  const page = read('index.html').toString()
  expect(page).toContain('<link rel="manifest" href="/manifest.webmanifest" />')
  const { icons } = Manifest.parse(JSON.parse(read('manifest.webmanifest').toString()))
  expect(icons.map(({ purpose = 'any', sizes }) => `${purpose} ${sizes}`)).toEqual(
    expect.arrayContaining(['any any', 'any 192x192', 'any 512x512', 'maskable 512x512']),
  )
  for (const { src, sizes, type } of icons) {
    expect(src).toMatch(/^\/[^/]/)
    if (type === 'image/png') expect([src, sizeOf(read(src))]).toEqual([src, sizes])
    else expect(existsSync(join(folder, src)), src).toBe(true)
  }
  const touch = /rel="apple-touch-icon" href="([^"]+)"/.exec(page)?.[1] ?? ''
  expect(sizeOf(read(touch))).toBe('180x180')
})

test('the service worker is one small script, which stores nothing', () => {
  const script = read('service-worker.js').toString()
  expect(script.length).toBeLessThan(12_000)
  expect(script).not.toMatch(/\bimport\b|\bexport\b/)
  expect(script).not.toMatch(/\bcaches\b|indexedDB/)
  expect(script).toContain('Switchyard cannot be reached')
})
