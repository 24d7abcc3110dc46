import { z } from 'zod'

/** What proves who somebody is, beside the password. */
export const Factor = z.enum(['passkey', 'totp', 'recoveryCode'])
export type Factor = z.infer<typeof Factor>

/** What somebody can set up as a second factor. */
export const EnrollableFactor = z.enum(['passkey', 'totp'])
export type EnrollableFactor = z.infer<typeof EnrollableFactor>

const base64url = z.string().max(8192)
const attachment = z.enum(['cross-platform', 'platform']).exactOptional()
const Transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'])

const Named = z.object({
  id: base64url,
  type: z.literal('public-key'),
  transports: z.array(Transport).exactOptional(),
})
const Wish = z.enum(['discouraged', 'preferred', 'required'])

/** The options for `navigator.credentials.get`, as JSON. */
export const PasskeyRequest = z.object({
  challenge: base64url,
  rpId: z.string().exactOptional(),
  timeout: z.number().exactOptional(),
  allowCredentials: z.array(Named).exactOptional(),
  userVerification: Wish.exactOptional(),
})
export type PasskeyRequest = z.infer<typeof PasskeyRequest>

/** The options for `navigator.credentials.create`, as JSON. */
export const PasskeyCreation = z.object({
  challenge: base64url,
  rp: z.object({ name: z.string(), id: z.string().exactOptional() }),
  user: z.object({ id: base64url, name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal('public-key') })),
  timeout: z.number().exactOptional(),
  excludeCredentials: z.array(Named).exactOptional(),
  authenticatorSelection: z
    .object({
      residentKey: Wish.exactOptional(),
      requireResidentKey: z.boolean().exactOptional(),
      userVerification: Wish.exactOptional(),
    })
    .exactOptional(),
  attestation: z.enum(['direct', 'enterprise', 'indirect', 'none']).exactOptional(),
})
export type PasskeyCreation = z.infer<typeof PasskeyCreation>

/** What a browser's `navigator.credentials.get` answers, as JSON. */
export const PasskeyAssertion = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: z.looseObject({}),
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.exactOptional(),
  }),
})

/** What a browser's `navigator.credentials.create` answers, as JSON. */
export const PasskeyRegistration = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: z.looseObject({}),
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    // Browsers may know transports that we do not.
    transports: z
      .array(z.string())
      .transform((all) => all.flatMap((one) => Transport.safeParse(one).data ?? []))
      .exactOptional(),
  }),
})

const code = z.string().min(1).max(64)

export const FactorProof = z.discriminatedUnion('type', [
  z.object({ type: z.literal('totp'), code }),
  z.object({ type: z.literal('recoveryCode'), code }),
  z.object({ type: z.literal('passkey'), response: PasskeyAssertion }),
])
export type FactorProof = z.infer<typeof FactorProof>

/** Finishes what a request for the same type has begun. */
export const Enrolment = z.discriminatedUnion('type', [
  z.object({ type: z.literal('totp'), code }),
  z.object({
    type: z.literal('passkey'),
    response: PasskeyRegistration,
    name: z.string().trim().min(1).max(60).default('Passkey'),
  }),
])
export type Enrolment = z.output<typeof Enrolment>

/** Begins an enrolment: the secret for an authenticator app, or the options for `navigator.credentials.create`. */
export const EnrolmentStart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('totp'), secret: z.string(), uri: z.string() }),
  z.object({ type: z.literal('passkey'), options: PasskeyCreation }),
])
export type EnrolmentStart = z.infer<typeof EnrolmentStart>

/** `POST /api/me/second-factor`. */
export const EnrolmentRequest = z.object({ type: EnrollableFactor })

/** What a request lacks: one of `accepted`; where that is empty, a factor of `enrol` must be set up first. */
export const FactorChallenge = z.object({
  accepted: z.array(Factor),
  enrol: z.array(EnrollableFactor),
  /** The options for `navigator.credentials.get`, where a passkey is accepted. */
  passkey: PasskeyRequest.exactOptional(),
})
export type FactorChallenge = z.infer<typeof FactorChallenge>

/** `GET /api/me/second-factor`. */
export const FactorState = z.object({
  /** The role needs one. */
  required: z.boolean(),
  enrol: z.array(EnrollableFactor),
  totp: z.object({ addedAt: z.iso.datetime() }).nullable(),
  passkeys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      addedAt: z.iso.datetime(),
      usedAt: z.iso.datetime().nullable(),
    }),
  ),
  recoveryCodes: z.number().int(),
})
export type FactorState = z.infer<typeof FactorState>

/** `POST /api/me/recovery-codes`: they are shown once. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) })
