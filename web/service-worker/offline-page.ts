import page from './offline.html?raw'

/** What a browser shows when the server cannot be reached. Its script looks for the server. */
export function offlinePage(): Response {
  const nonce = crypto.randomUUID()
  return new Response(page.replaceAll('NONCE', nonce), {
    status: 503,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  })
}
