import { parseCookie, stringifySetCookie } from 'cookie'

const NAME = 'switchyard_session'

/** The session's token in a `Cookie` header; null when there is none. */
export function tokenIn(cookies: string | undefined): string | null {
  return (cookies !== undefined && parseCookie(cookies)[NAME]) || null
}

/** `Set-Cookie` values for a session. A cookie of an https site is sent over https only. */
export function sessionCookies(publicUrl: string) {
  const secure = publicUrl.startsWith('https:')
  const cookie = (value: string, maxAge: number) =>
    stringifySetCookie({ name: NAME, value, maxAge, path: '/', httpOnly: true, secure, sameSite: 'lax' })
  return {
    keep: (token: string, lifeMs: number) => cookie(token, Math.floor(lifeMs / 1000)),
    drop: cookie('', 0),
  }
}
