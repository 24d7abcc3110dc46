import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { z } from 'zod'
import type {
  PasskeyAssertion,
  PasskeyCreation,
  PasskeyRegistration,
  PasskeyRequest,
} from '../../coordinator/protocol/second-factor.ts'

/** What the page would say of itself, and the counter that the passkey would show. */
interface Circumstances {
  origin?: string
  rpId?: string
  counter?: number
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest()
const USER_IS_PRESENT = 0x01
const HAS_CREDENTIAL = 0x40

/** A passkey in software (ES256, no attestation), and the browser around it. Source: Web Authentication, level 3. */
export function authenticatorOf(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(32)
  let uses = 0

  const clientData = (type: 'webauthn.create' | 'webauthn.get', challenge: string, from: Circumstances) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from.origin ?? origin, crossOrigin: false }))

  function authenticatorData(flags: number, from: Circumstances): Buffer {
    const rest = Buffer.alloc(5)
    rest.writeUInt8(flags)
    rest.writeUInt32BE(from.counter ?? ++uses, 1)
    return Buffer.concat([sha256(from.rpId ?? new URL(origin).hostname), rest])
  }

  const credential = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key' as const,
    clientExtensionResults: {},
  }

  return {
    id: credential.id,

    /** What `navigator.credentials.create` answers. */
    create({ challenge }: PasskeyCreation, from: Circumstances = {}): z.input<typeof PasskeyRegistration> {
      const key = cbor(
        new Map<number, Value>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, 'base64url')],
          [-3, Buffer.from(y, 'base64url')],
        ]),
      )
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const authData = Buffer.concat([
        authenticatorData(USER_IS_PRESENT | HAS_CREDENTIAL, from),
        Buffer.alloc(16),
        length,
        id,
        key,
      ])
      const attestation = cbor(
        new Map<string, Value>([
          ['fmt', 'none'],
          ['attStmt', new Map<string, Value>()],
          ['authData', authData],
        ]),
      )
      return {
        ...credential,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, from).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      }
    },

    /** What `navigator.credentials.get` answers. */
    get({ challenge }: Pick<PasskeyRequest, 'challenge'>, from: Circumstances = {}) {
      const data = clientData('webauthn.get', challenge, from)
      const authData = authenticatorData(USER_IS_PRESENT, from)
      const answer: z.input<typeof PasskeyAssertion> = {
        ...credential,
        response: {
          clientDataJSON: data.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: sign('sha256', Buffer.concat([authData, sha256(data)]), privateKey).toString(
            'base64url',
          ),
        },
      }
      return answer
    },
  }
}
export type Authenticator = ReturnType<typeof authenticatorOf>

type Value = number | string | Buffer | Map<number, Value> | Map<string, Value>

/** The part of CBOR that passkeys need. Source: RFC 8949, 3.1. */
function cbor(value: Value): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  const pairs = [...value].flatMap(([name, one]) => [cbor(name), cbor(one)])
  return Buffer.concat([head(5, value.size), ...pairs])
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length])
  if (length < 256) return Buffer.from([(major << 5) | 24, length])
  return Buffer.from([(major << 5) | 25, length >> 8, length & 0xff])
}
