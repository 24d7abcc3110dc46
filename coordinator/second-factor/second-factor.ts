import type { Role } from '../../machines/ids.ts'
import type {
  EnrollableFactor,
  Enrolment,
  EnrolmentStart,
  FactorChallenge,
  FactorProof,
  FactorState,
} from '../protocol/second-factor.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import type { SignedInAccount } from '../sessions/session.ts'
import { createPasskeys } from './passkeys.ts'
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts'
import { createStoredFactors, type StoredFactors } from './stored-factors.ts'
import { newTotpSecret, periodOfCode, totpUri } from './totp.ts'

/** How long an authenticator app may take to be set up. */
const ENROLMENT_MS = 15 * 60_000
const MOST_PASSKEYS = 10

/** Null: these factors allow no further one. */
type AddFactor = (before: StoredFactors) => StoredFactors | null

export interface SecondFactorDeps {
  redis: RedisClient
  keys: Keys
  clock: Clock
  publicUrl: string
  /** The roles that need a second factor. */
  roles(): readonly Role[]
}

/**
 * Second factors: passkeys, codes of an authenticator app, and recovery codes for the day on which both are lost. An agent
 * of any role who has one is asked for it at each sign-in. Every method rejects with `RedisAway` when Redis cannot be
 * reached.
 */
export function createSecondFactor({ redis, keys, clock, publicUrl, roles }: SecondFactorDeps) {
  const stored = createStoredFactors(redis, keys)
  const passkeys = createPasskeys(redis, keys, publicUrl)
  const secretKey = (agentId: string) => `${keys.prefix}totp-enrolment:${agentId}`
  const enrollable: EnrollableFactor[] = passkeys.possible ? ['passkey', 'totp'] : ['totp']
  const iso = (at: number) => new Date(at).toISOString()

  async function totpFrom(agentId: string, code: string): Promise<AddFactor | null> {
    const secret = await asking(() => redis.get(secretKey(agentId)))
    const usedPeriod = secret === null ? null : periodOfCode(secret, code, clock.now())
    if (secret === null || usedPeriod === null) return null
    // Of several requests with the code, one gets the secret.
    if ((await asking(() => redis.del(secretKey(agentId)))) === 0) return null
    return (before) => ({ ...before, totp: { secret, usedPeriod, addedAt: clock.now() } })
  }

  async function passkeyFrom(
    agentId: string,
    { response, name }: Extract<Enrolment, { type: 'passkey' }>,
  ): Promise<AddFactor | null> {
    const passkey = await passkeys.registered(agentId, response)
    if (passkey === null) return null
    const added = { ...passkey, name, addedAt: clock.now(), usedAt: null }
    return (before) =>
      before.passkeys.length < MOST_PASSKEYS && before.passkeys.every(({ id }) => id !== passkey.id)
        ? { ...before, passkeys: [...before.passkeys, added] }
        : null
  }

  /** @returns false when it is not what `begin` asked for, or the factors that there are do not allow it */
  async function enrol(agentId: string, enrolment: Enrolment, mayEnrol: (before: StoredFactors) => boolean) {
    const add = await (enrolment.type === 'totp'
      ? totpFrom(agentId, enrolment.code)
      : passkeyFrom(agentId, enrolment))
    return add !== null && stored.change(agentId, (before) => (mayEnrol(before) ? add(before) : null))
  }

  async function checkPasskey(agentId: string, { response }: Extract<FactorProof, { type: 'passkey' }>) {
    const passkey = (await stored.of(agentId)).passkeys.find(({ id }) => id === response.id)
    const counter = passkey ? await passkeys.used(agentId, response, passkey) : null
    if (!passkey || counter === null) return false
    const used = { counter, usedAt: clock.now() }
    return stored.change(agentId, (before) =>
      before.passkeys.some(({ id }) => id === passkey.id)
        ? {
            ...before,
            passkeys: before.passkeys.map((it) => (it.id === passkey.id ? { ...it, ...used } : it)),
          }
        : null,
    )
  }

  const checkTotp = (agentId: string, code: string) =>
    stored.change(agentId, (before) => {
      const { totp } = before
      const period = totp && periodOfCode(totp.secret, code, clock.now())
      if (!totp || period === null || period <= totp.usedPeriod) return null
      return { ...before, totp: { ...totp, usedPeriod: period } }
    })

  const checkRecoveryCode = (agentId: string, code: string) =>
    stored.change(agentId, (before) => {
      const hash = recoveryCodeHash(code)
      if (!before.recoveryCodes.includes(hash)) return null
      return { ...before, recoveryCodes: before.recoveryCodes.filter((it) => it !== hash) }
    })

  const remove = (agentId: string, without: (before: StoredFactors) => StoredFactors | null) =>
    stored.change(agentId, (before) => {
      const after = without(before)
      // Recovery codes stand in for a factor: without one they open nothing.
      return after && !hasFactor(after) ? { ...after, recoveryCodes: [] } : after
    })

  return {
    /** What a sign-in of this agent needs beside the password; null: nothing. */
    async challengeFor({
      agentId,
      role,
    }: Pick<SignedInAccount, 'agentId' | 'role'>): Promise<FactorChallenge | null> {
      const factors = await stored.of(agentId)
      if (!hasFactor(factors)) return roles().includes(role) ? { accepted: [], enrol: enrollable } : null
      const withPasskey = factors.passkeys.length > 0 && passkeys.possible
      return {
        accepted: [
          ...(withPasskey ? (['passkey'] as const) : []),
          ...(factors.totp ? (['totp'] as const) : []),
          ...(factors.recoveryCodes.length > 0 ? (['recoveryCode'] as const) : []),
        ],
        enrol: [],
        ...(withPasskey && { passkey: await passkeys.requestOptions(agentId, factors.passkeys) }),
      }
    },

    /** Whether this proves the agent. A code and an answer of a passkey count once. */
    check(agentId: string, proof: FactorProof): Promise<boolean> {
      switch (proof.type) {
        case 'totp':
          return checkTotp(agentId, proof.code)
        case 'recoveryCode':
          return checkRecoveryCode(agentId, proof.code)
        case 'passkey':
          return checkPasskey(agentId, proof)
      }
    },

    async begin(account: SignedInAccount, type: EnrollableFactor): Promise<EnrolmentStart> {
      const { agentId } = account
      if (type === 'passkey') {
        const { passkeys: present } = await stored.of(agentId)
        return { type, options: await passkeys.creationOptions(account, present) }
      }
      const secret = newTotpSecret()
      await asking(() => redis.set(secretKey(agentId), secret, 'PX', ENROLMENT_MS))
      return { type, secret, uri: totpUri(secret, agentId) }
    },

    /** @returns false when it is not what `begin` asked for */
    enrol: (agentId: string, enrolment: Enrolment): Promise<boolean> => enrol(agentId, enrolment, () => true),
    /** The same by password alone: false also for an agent who has a factor by now. */
    enrolFirst: (agentId: string, enrolment: Enrolment): Promise<boolean> =>
      enrol(agentId, enrolment, (before) => !hasFactor(before)),

    /** @returns whether there was one */
    removeTotp: (agentId: string) =>
      remove(agentId, (before) => (before.totp ? { ...before, totp: null } : null)),
    removePasskey: (agentId: string, passkeyId: string) =>
      remove(agentId, (before) => {
        const left = before.passkeys.filter(({ id }) => id !== passkeyId)
        return left.length < before.passkeys.length ? { ...before, passkeys: left } : null
      }),

    /** New recovery codes in place of all old ones; null for an agent without a second factor. */
    async makeRecoveryCodes(agentId: string): Promise<string[] | null> {
      const codes = newRecoveryCodes()
      const recoveryCodes = codes.map(recoveryCodeHash)
      const made = await stored.change(agentId, (before) =>
        hasFactor(before) ? { ...before, recoveryCodes } : null,
      )
      return made ? codes : null
    },

    async stateOf({ agentId, role }: Pick<SignedInAccount, 'agentId' | 'role'>): Promise<FactorState> {
      const { totp, passkeys: present, recoveryCodes } = await stored.of(agentId)
      return {
        required: roles().includes(role),
        enrol: enrollable,
        totp: totp && { addedAt: iso(totp.addedAt) },
        passkeys: present.map(({ id, name, addedAt, usedAt }) => ({
          ...{ id, name, addedAt: iso(addedAt) },
          usedAt: usedAt === null ? null : iso(usedAt),
        })),
        recoveryCodes: recoveryCodes.length,
      }
    },

    isNeededBy: (role: Role): boolean => roles().includes(role),

    /** The strongest factor of each agent who has one. */
    async ofAll(): Promise<ReadonlyMap<string, EnrollableFactor>> {
      const all = [...(await stored.all())].filter(([, factors]) => hasFactor(factors))
      return new Map(
        all.map(([agentId, { passkeys: own }]) => [agentId, own.length > 0 ? 'passkey' : 'totp']),
      )
    },
  }
}
export type SecondFactor = ReturnType<typeof createSecondFactor>

const hasFactor = ({ totp, passkeys }: StoredFactors) => totp !== null || passkeys.length > 0
