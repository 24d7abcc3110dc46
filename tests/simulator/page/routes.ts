import { readFileSync } from 'node:fs'
import type { SimulatorRoute } from '../http/routes.ts'

const TYPES = { html: 'text/html', css: 'text/css', js: 'text/javascript' }
const PARTS = [
  'page.css',
  'faults.css',
  'faults.js',
  'find.js',
  'handset.js',
  'microphone.js',
  'page.js',
  'phone.js',
  'simulator.js',
  'sound.js',
  'trouble.js',
  'voice.js',
] as const

/** The page from which people call in, at `/`: plain files, without a build and without anything from elsewhere. */
export function pageRoutes(): SimulatorRoute[] {
  return [file('/', 'index.html'), ...PARTS.map((name) => file(`/page/${name}`, name))]
}

function file(path: string, name: 'index.html' | (typeof PARTS)[number]): SimulatorRoute {
  const type = name.endsWith('.html') ? TYPES.html : name.endsWith('.css') ? TYPES.css : TYPES.js
  const raw = { type: `${type}; charset=utf-8`, data: readFileSync(new URL(name, import.meta.url), 'utf8') }
  return { method: 'GET', path, handle: () => ({ status: 200, raw }) }
}
