import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import type { z } from 'zod'
import type {
  Enrolment,
  FactorProof,
  PasskeyCreation,
  PasskeyRequest,
} from '../../coordinator/protocol/second-factor.ts'

/** Asks the browser for a passkey of this agent. @throws {Error} when there is none, or the agent stops it */
export async function askForPasskey(optionsJSON: PasskeyRequest): Promise<FactorProof> {
  const { clientExtensionResults, ...response } = await startAuthentication({ optionsJSON })
  return { type: 'passkey', response: { ...response, clientExtensionResults: { ...clientExtensionResults } } }
}

/** Has the browser make a passkey. @throws {Error} when it cannot, or the agent stops it */
export async function makePasskey(
  optionsJSON: PasskeyCreation,
  name: string,
): Promise<z.input<typeof Enrolment>> {
  const { clientExtensionResults, ...response } = await startRegistration({ optionsJSON })
  return {
    type: 'passkey',
    name,
    response: { ...response, clientExtensionResults: { ...clientExtensionResults } },
  }
}
