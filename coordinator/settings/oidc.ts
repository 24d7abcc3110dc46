import { z } from 'zod'
import { Role } from '../../machines/ids.ts'
import type { Environment } from './environment.ts'
import { choice, isUrl, notBeside, seconds, text, wordsIn } from './fields.ts'
import { isPrivate } from './loopback.ts'

/** An OpenID provider, whose people may sign in. */
export interface OidcSettings {
  issuer: string
  clientId: string
  clientSecret: string
  /** What the button says; null: the console's own words. */
  name: string | null
  scopes: string
  /** Names of claims. A dot leads into an object. */
  usernameClaim: string
  roleClaim: string
  /** The first whose word is among the values of the role claim is the person's role. */
  roles: readonly { word: string; role: Role }[]
  /** The role of people without any of these. Null: they may not sign in. */
  defaultRole: Role | null
  /** How long a session of theirs lasts at most. */
  sessionMs: number
  /** Who signs out is signed out at the provider too, where it offers that. */
  signsOutThere: boolean
  /** Whose passwords open a sign-in. */
  localSignIn: 'everybody' | 'admins'
}

const claim = (fallback: string) =>
  text('the name of a claim, such as roles or realm_access.roles', (name) =>
    /^\S{1,200}$/.test(name),
  ).prefault(fallback)

/** The part before the last `=` is a word of the provider's, which may be any text without a comma. */
const roleIn = (pair: string) => {
  const at = pair.lastIndexOf('=')
  return { word: pair.slice(0, at).trim(), role: Role.safeParse(pair.slice(at + 1).trim()).data }
}
const rolesIn = (value: string) =>
  wordsIn(value).flatMap((pair) => {
    const { word, role } = roleIn(pair)
    return word === '' || role === undefined ? [] : [{ word, role }]
  })

const TOGETHER = 'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together'

const fields = z.object({
  OIDC_ISSUER: text(
    `the https URL of your provider, as its discovery document names it (${TOGETHER})`,
    (url) => isUrl(url, ['http:', 'https:']) && isPrivate(url),
  ),
  OIDC_CLIENT_ID: text(`the id of this client at the provider (${TOGETHER})`),
  OIDC_CLIENT_SECRET: text(`the secret of this client (${TOGETHER})`, (secret) => /^\S+$/.test(secret)),
  OIDC_NAME: text('at most 40 characters, such as Example Ltd', (name) => name.trim().length <= 40)
    .transform((name) => name.trim())
    .optional(),
  OIDC_SCOPES: text('scopes with blanks between, openid among them', (scopes) =>
    scopes.split(' ').includes('openid'),
  ).prefault('openid profile email'),
  OIDC_USERNAME_CLAIM: claim('preferred_username'),
  OIDC_ROLE_CLAIM: claim('roles'),
  OIDC_ROLES: text(
    `pairs with commas between, such as switchyard-admin=admin,front-desk=agent; roles are ${Role.options.join(', ')}`,
    (value) => wordsIn(value).length > 0 && wordsIn(value).length === rolesIn(value).length,
  ).transform(rolesIn),
  OIDC_DEFAULT_ROLE: choice(['none', 'agent', 'supervisor', 'ops'], 'none'),
  OIDC_SESSION_S: seconds(12 * 60 * 60),
  OIDC_SIGN_OUT: choice(['provider', 'here'], 'provider'),
  LOCAL_SIGN_IN: choice(['everybody', 'admins'], 'everybody'),
})

/** Null without an OpenID provider. The role words are optional where there is a default role. */
export function oidcSchema(environment: Environment): z.ZodType<OidcSettings | null> {
  const without = notBeside('no OIDC_ISSUER', 'with OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET')
  const given = Object.keys(fields.shape).filter((name) => environment[name] !== undefined)
  if (given.length === 0) return z.unknown().transform(() => null)
  if (environment.OIDC_ISSUER === undefined && !given.some((name) => name.startsWith('OIDC_CLIENT_')))
    return z.object(Object.fromEntries(given.map((name) => [name, without]))).transform(() => null)
  const hasDefault = (environment.OIDC_DEFAULT_ROLE ?? 'none') !== 'none'
  const schema = hasDefault ? fields.partial({ OIDC_ROLES: true }) : fields
  return schema.transform((oidc) => ({
    issuer: oidc.OIDC_ISSUER,
    clientId: oidc.OIDC_CLIENT_ID,
    clientSecret: oidc.OIDC_CLIENT_SECRET,
    name: oidc.OIDC_NAME ?? null,
    scopes: oidc.OIDC_SCOPES,
    usernameClaim: oidc.OIDC_USERNAME_CLAIM,
    roleClaim: oidc.OIDC_ROLE_CLAIM,
    roles: oidc.OIDC_ROLES ?? [],
    defaultRole: oidc.OIDC_DEFAULT_ROLE === 'none' ? null : oidc.OIDC_DEFAULT_ROLE,
    sessionMs: oidc.OIDC_SESSION_S,
    signsOutThere: oidc.OIDC_SIGN_OUT === 'provider',
    localSignIn: oidc.LOCAL_SIGN_IN,
  }))
}
