import type { IncomingMessage } from 'node:http'
import type { Middleware } from 'koa'
import helmet from 'koa-helmet'

interface SecurityOptions {
  /** Where the console's Voice SDK signals to, when not to Twilio's own hosts. */
  signalingUrl: string | null
}

/**
 * Headers of everything that a browser renders. The Voice SDK signals over WebSockets to twilio.com, fetches
 * its sounds from there and plays from blobs; Mantine writes style elements.
 */
export function documentHeaders({ signalingUrl }: SecurityOptions): Middleware {
  const signaling = signalingUrl === null ? [] : [new URL(signalingUrl).origin]
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: [baseUri],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'", 'blob:', 'data:', 'mediastream:'],
        connectSrc: ["'self'", 'https://*.twilio.com', 'wss://*.twilio.com', ...signaling],
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
      },
    },
    // Every response has it: see `headersOfAll`.
    strictTransportSecurity: false,
    // Without a referrer some browsers say `Origin: null`, which we could not tell from a foreign page.
    referrerPolicy: { policy: 'same-origin' },
  })
  return (ctx, next) => {
    ctx.set('Permissions-Policy', 'microphone=(self), speaker-selection=(self), camera=(), geolocation=()')
    return protect(ctx, next)
  }
}

/** The page of the job board says itself what its addresses are relative to. No other page may. */
const baseUri = ({ url = '' }: Pick<IncomingMessage, 'url'>) =>
  url.startsWith('/ops/jobs') ? "'self'" : "'none'"

/**
 * Of every response: no browser may render it, frame it or load it into a page of another site. Documents have a policy of
 * their own. On plain http (the sandbox, a test) a browser must not be sent to https.
 */
export const headersOfAll = (publicUrl: string): readonly (readonly [name: string, value: string])[] => [
  ['X-Content-Type-Options', 'nosniff'],
  [
    'Content-Security-Policy',
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Referrer-Policy', 'same-origin'],
  ...(publicUrl.startsWith('https:')
    ? [['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'] as const]
    : []),
]

/** Of answers with data. */
export const DATA_HEADERS = [['Cache-Control', 'no-store']] as const
