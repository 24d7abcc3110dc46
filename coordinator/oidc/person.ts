import { AgentId } from '../../machines/ids.ts'
import type { CompanyPerson } from '../accounts/company-accounts.ts'
import { PersonName } from '../protocol/people.ts'
import { usernameFor } from '../protocol/username-for.ts'
import type { OidcSettings } from '../settings.ts'
import { type Claims, claimIn } from './provider.ts'

type ClaimSettings = Pick<OidcSettings, 'usernameClaim' | 'roleClaim' | 'roles' | 'defaultRole'>

const LONGEST_NAME = 80

/** Who somebody is here, by what the provider says. */
export function personOf(claims: Claims, settings: ClaimSettings): CompanyPerson {
  const { iss: issuer, sub: subject } = claims
  const written = textIn(claims, settings.usernameClaim) ?? textIn(claims, 'email') ?? ''
  // Of an e-mail address, the part before the @.
  const agentId = AgentId.safeParse(usernameFor(written.split('@')[0] ?? '')).data ?? null
  const name = textIn(claims, 'name') ?? written
  return {
    identity: { issuer, subject },
    agentId,
    name: PersonName.safeParse(name.slice(0, LONGEST_NAME)).data ?? agentId ?? subject.slice(0, LONGEST_NAME),
    role: roleOf(claims, settings),
  }
}

function roleOf(claims: Claims, { roleClaim, roles, defaultRole }: ClaimSettings) {
  const said = claimIn(claims, roleClaim)
  const words = Array.isArray(said) ? said : [said]
  return roles.find(({ word }) => words.includes(word))?.role ?? defaultRole
}

function textIn(claims: Claims, name: string): string | null {
  const said = claimIn(claims, name)
  return typeof said === 'string' && said.trim() !== '' ? said.trim() : null
}
