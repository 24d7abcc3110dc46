import { randomBytes } from 'node:crypto'
import { program } from '../processes.ts'
import { keepSecret } from '../run-logs/keep.ts'
import type { Control } from './control.ts'

export const CLIENT = { id: 'switchyard', secret: randomBytes(24).toString('hex') }

/** A real OpenID provider, in a process of its own, with the people that a test names. */
export async function openProvider() {
  keepSecret(CLIENT.secret)
  const running = program({
    name: 'the OpenID provider',
    entry: 'tests/setup/openid-provider/main.ts',
    env: { CLIENT_ID: CLIENT.id, CLIENT_SECRET: CLIENT.secret },
    ready: /^The provider is ready: (\S+)$/,
  })
  const { address: issuer } = await running.start()
  let told: Control = {}
  const tell = async (control: Control) => {
    told = control
    await fetch(`${issuer}/control`, { method: 'POST', body: JSON.stringify(control) })
  }
  return {
    issuer,
    /** The settings of a coordinator that uses it. */
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_ROLES: 'office-admin=admin,front-desk=agent',
    },
    tell,
    /** Changes a part of what it was told. */
    change: (part: Control) => tell({ ...told, ...part }),
    logoutToken: async (claims: object) =>
      (
        await fetch(
          `${issuer}/control/logout-token?${new URLSearchParams({ claims: JSON.stringify(claims) })}`,
        )
      ).text(),
    close: () => running.kill(),
  }
}
export type TestProvider = Awaited<ReturnType<typeof openProvider>>
