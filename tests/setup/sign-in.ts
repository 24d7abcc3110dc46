import { passwordOf } from './deployment.ts'
import { keepSecret } from './run-logs/keep.ts'

/**
 * Signs in an agent of the deployment.
 * @returns the cookie of their session
 */
export async function signIn(url: string, username: string): Promise<string> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: passwordOf(username) }),
  })
  if (response.status !== 204) throw new Error(`${username} could not sign in: ${response.status}`)
  const [cookie = ''] = response.headers.getSetCookie()
  const session = cookie.split(';')[0] ?? ''
  keepSecret(session.split('=')[1] ?? '')
  return session
}
