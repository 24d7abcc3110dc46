import { parseCookie, stringifySetCookie } from 'cookie'

/**
 * The cookie of a session. A cookie of an https site is sent over https only, and its name has the prefix that keeps
 * every other site, subdomains included, from setting it.
 */
export function sessionCookies(publicUrl: string) {
  const secure = publicUrl.startsWith('https:')
  const name = secure ? '__Host-switchyard_session' : 'switchyard_session'
  const cookie = (value: string, maxAge: number) =>
    stringifySetCookie({ name, value, maxAge, path: '/', httpOnly: true, secure, sameSite: 'lax' })
  return {
    /** The session's token in a `Cookie` header; null when there is none. */
    tokenIn: (cookies: string | undefined): string | null =>
      (cookies !== undefined && parseCookie(cookies)[name]) || null,
    /** `Set-Cookie` values. */
    keep: (token: string, lifeMs: number) => cookie(token, Math.floor(lifeMs / 1000)),
    drop: cookie('', 0),
  }
}
