const NAME = 'switchyard_session'
const PREFIX = `${NAME}=`

/** The session's token in a `Cookie` header; null when there is none. */
export function tokenIn(cookies: string | undefined): string | null {
  if (cookies === undefined) return null
  for (const pair of cookies.split(';')) {
    const cookie = pair.trimStart()
    if (cookie.startsWith(PREFIX)) return cookie.slice(PREFIX.length).trimEnd() || null
  }
  return null
}

/** `Set-Cookie` values for a session. Over https the cookie never leaves it. */
export function sessionCookies(publicUrl: string) {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${publicUrl.startsWith('https:') ? '; Secure' : ''}`
  return {
    keep: (token: string, lifeMs: number) =>
      `${PREFIX}${token}; Max-Age=${Math.floor(lifeMs / 1000)}; ${attributes}`,
    drop: `${PREFIX}; Max-Age=0; ${attributes}`,
  }
}
