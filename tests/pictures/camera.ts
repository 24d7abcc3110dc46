import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { look } from '../suites/browser/desk.ts'

export const SIZES = {
  wall: { width: 1920, height: 1080 },
  wide: { width: 1440, height: 900 },
  laptop: { width: 1280, height: 800 },
  tablet: { width: 1024, height: 768 },
  upright: { width: 768, height: 1024 },
  phone: { width: 390, height: 844 },
  /** What a window of 1440 x 900 shows at 200 %. */
  zoomed: { width: 720, height: 450 },
} as const
export type Size = keyof typeof SIZES

interface Shot {
  size?: Size
  scheme?: 'light' | 'dark'
  /** The whole page, however long it is. */
  whole?: boolean
  /** A page that is none of the console's, with its own colours. */
  foreign?: boolean
  /** Pixels of the picture for each pixel of the page. */
  scale?: number
}

const QUALITY = 80
/** Of all pictures together, in bytes. */
const MOST = 4_000_000

/** Keeps the pictures of the console, as WebP. */
export class Camera {
  #bytes = 0
  #count = 0

  constructor(private readonly folder: string) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }

  async take(
    page: Page,
    name: string,
    { size = 'wide', scheme = 'light', whole = false, foreign = false, scale = 1 }: Shot = {},
  ) {
    await page.mouse.move(0, 0)
    if (foreign) await page.setViewportSize(SIZES[size])
    else await look(page, scheme, SIZES[size])
    const devtools = await page.context().newCDPSession(page)
    const { width } = SIZES[size]
    // What is out of sight is not drawn.
    const height = whole
      ? await page.evaluate(() => document.documentElement.scrollHeight)
      : SIZES[size].height
    if (whole) await look(page, scheme, { width, height })
    const y = await page.evaluate(() => window.scrollY)
    const { data } = await devtools.send('Page.captureScreenshot', {
      format: 'webp',
      quality: QUALITY,
      clip: { x: 0, y, width, height, scale },
    })
    await devtools.detach()
    const file = join(this.folder, `${name}.webp`)
    writeFileSync(file, Buffer.from(data, 'base64'))
    this.#bytes += statSync(file).size
    this.#count += 1
  }

  /** @throws {Error} when the pictures are too large for a repository */
  sum(): string {
    const sum = `${this.#count} pictures, ${(this.#bytes / 1e6).toFixed(1)} MB`
    if (this.#bytes > MOST) throw new Error(`${sum}: that is too much`)
    return sum
  }
}
