/// <reference path="../language/virtual.d.ts" />
import texts from 'texts:offline'
import { languageOf } from '../language/language-of.ts'
import page from './offline.html?raw'

/** What a browser shows when the server cannot be reached. Its script looks for the server. */
export function offlinePage(): Response {
  const nonce = crypto.randomUUID()
  const language = languageOf('auto', navigator.languages)
  return new Response(
    page
      .replaceAll('NONCE', nonce)
      .replace('lang="en"', `lang="${language}"`)
      .replace(/%([\w.]+)%/g, (_, key: string) => texts[language][key] ?? key),
    {
      status: 503,
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Security-Policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      },
    },
  )
}
