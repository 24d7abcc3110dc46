import type { Middleware } from 'koa'
import helmet from 'koa-helmet'

export interface SecurityOptions {
  publicUrl: string
  /** Where the console's Voice SDK signals to, when not to Twilio's own hosts. */
  signalingUrl: string | null
}

/**
 * Headers of everything that a browser renders. The Voice SDK signals over WebSockets to twilio.com, fetches
 * its sounds from there and plays from blobs; Mantine writes style elements.
 */
export function documentHeaders({ publicUrl, signalingUrl }: SecurityOptions): Middleware {
  const https = publicUrl.startsWith('https:')
  const signaling = signalingUrl === null ? [] : [new URL(signalingUrl).origin]
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'self'"],
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
      },
    },
    // On plain http (the sandbox, a test) a browser must not be sent to https.
    strictTransportSecurity: https,
    // Without a referrer some browsers say `Origin: null`, which we could not tell from a foreign page.
    referrerPolicy: { policy: 'same-origin' },
  })
  return (ctx, next) => {
    ctx.set('Permissions-Policy', 'microphone=(self), speaker-selection=(self), camera=(), geolocation=()')
    return protect(ctx, next)
  }
}

/** For answers that no browser renders. Fixed, so that the path of a command pays next to nothing. */
export const DATA_HEADERS = [
  ['Cache-Control', 'no-store'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['X-Content-Type-Options', 'nosniff'],
] as const
