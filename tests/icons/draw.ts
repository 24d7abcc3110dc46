import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openBrowser } from '../setup/browser.ts'
import { findOrInstallChromium } from '../setup/chromium.ts'

/** `npm run icons` draws the icons of the installed app from `web/public/logo.svg`. */
const PUBLIC = fileURLToPath(new URL('../../web/public/', import.meta.url))

interface Icon {
  name: string
  size: number
  /** Systems cut a maskable icon to a shape of theirs: its background goes to the edge, its picture stays in the middle. */
  fills: boolean
}

const ICONS: readonly Icon[] = [
  { name: 'icon-192', size: 192, fills: false },
  { name: 'icon-512', size: 512, fills: false },
  { name: 'maskable-512', size: 512, fills: true },
  // iOS rounds the corners itself, and shows black where a picture has none.
  { name: 'apple-touch-180', size: 180, fills: true },
]

const logo = readFileSync(`${PUBLIC}logo.svg`, 'utf8')
/** On a background to the edge, small enough for a circle of four fifths of the width. */
const filling = logo
  .replace('viewBox="0 0 32 32"', 'viewBox="-3 -3 38 38"')
  .replace('<rect width="32" height="32" rx="9"', '<rect x="-3" y="-3" width="38" height="38"')
if (!filling.includes('<rect x')) throw new Error('The background in logo.svg is another one')

mkdirSync(`${PUBLIC}icons`, { recursive: true })
const browser = await openBrowser(findOrInstallChromium())
const page = await browser.newPage()
for (const { name, size, fills } of ICONS) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${fills ? filling : logo}`,
  )
  await page.screenshot({ path: `${PUBLIC}icons/${name}.png`, omitBackground: true })
}
await browser.close()
