import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import type { Softphone } from './page.ts'

/** Bundles the page with the real SDK into one script. */
export async function bundleSoftphone(): Promise<string> {
  const entry = fileURLToPath(new URL('page.ts', import.meta.url))
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'page' } },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (output === undefined || !('output' in output)) throw new Error('vite built nothing')
  return output.output[0].code
}

/** Runs one of the softphone's methods in the page. */
export function phoneOf(page: Page) {
  return {
    register: (token: string, url: string) =>
      page.evaluate(([t, u]) => softphone.register(t as string, u as string), [token, url]),
    connect: (params: Record<string, string>) => page.evaluate((p) => softphone.connect(p), params),
    disconnect: () => page.evaluate(() => softphone.call?.disconnect()),
    breakSocket: () => page.evaluate(() => softphone.breakSocket()),
    accept: () => page.evaluate(() => softphone.call?.accept()),
    report: () => page.evaluate(() => softphone.report()),
  }
}

/** The page's global. */
declare const softphone: Softphone
