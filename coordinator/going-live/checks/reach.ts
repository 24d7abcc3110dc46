import twilio from 'twilio'
import { z } from 'zod'
import { Problem } from '../../protocol/problem.ts'
import type { HttpResponse } from '../../twilio/http-client.ts'
import { publicUrlProblem } from '../public-url.ts'
import type { Deployment } from './account.ts'
import { type DoctorCheck, type DoctorVerdict, ok, probe, wrong } from './check.ts'

/** A call that does not exist. Room events are read for diagnosis only, and change nothing. */
const PARAMETERS = { CallSid: `CA${'0'.repeat(32)}`, StatusCallbackEvent: 'doctor' }
/** With a query, as our own addresses have: a proxy that sorts or escapes it anew breaks signatures. */
const PATH = '/api/twilio/room?callSid=CA0&rev=1'

const FORWARDING = 'let the proxy pass every path on, and point it at the coordinator'

export function health({ publicUrl, twilio: { apiUrl } }: Deployment): DoctorCheck {
  return {
    name: 'Reachable',
    async run() {
      const problem = publicUrlProblem(publicUrl, apiUrl)
      if (problem !== null) return wrong(problem, 'give it an https address that the world can reach')
      const response = await probe(`${publicUrl}/healthz`)
      return elsewhere(response) ?? notOurs(response) ?? ok(`${publicUrl}/healthz answers`)
    },
  }
}

/** Behind a proxy that TRUSTED_PROXIES does not count, all clients have the proxy's address and share its limits. */
export function proxies({ publicUrl, trustedProxies }: Deployment): DoctorCheck {
  return {
    name: 'Proxies',
    async run() {
      const { body } = await probe(`${publicUrl}/healthz`)
      const { forwardedFor } = Health.parse(JSON.parse(body.toString()))
      if (forwardedFor === trustedProxies) return ok(`${trustedProxies}, as TRUSTED_PROXIES says`)
      const counted = `a request passes ${forwardedFor} of them, and TRUSTED_PROXIES says ${trustedProxies}`
      return wrong(
        forwardedFor > trustedProxies
          ? `${counted}: all agents count as one address`
          : `${counted}: anybody can pretend to be at another address`,
        `set TRUSTED_PROXIES=${forwardedFor}, and let each proxy add the client to X-Forwarded-For`,
      )
    },
  }
}

const Health = z.object({ forwardedFor: z.number() })

export function ready({ publicUrl }: Deployment): DoctorCheck {
  return {
    name: 'Ready',
    async run() {
      const response = await probe(`${publicUrl}/readyz`)
      if (response.status !== 503) return notOurs(response) ?? ok(`${publicUrl}/readyz answers`)
      return wrong(`it is not: ${detailOf(response)}`, 'see the coordinator’s log')
    },
  }
}

/** As Twilio signs: with the auth token, over the address that Twilio was given. */
export function signedRequest({ publicUrl, twilio: { authToken } }: Deployment): DoctorCheck {
  return {
    name: 'Signed request',
    async run() {
      const response = await deliver(publicUrl, authToken)
      if (response.status === 403)
        return wrong(
          'a request that is signed as Twilio signs is refused',
          'give the coordinator the same PUBLIC_URL and TWILIO_AUTH_TOKEN as here, and let the proxy leave path, query and body as they are',
        )
      return elsewhere(response) ?? notOurs(response, 204) ?? ok('accepted')
    },
  }
}

export function forgedRequest({ publicUrl }: Deployment): DoctorCheck {
  return {
    name: 'Forged request',
    async run() {
      const response = await deliver(publicUrl, 'not the auth token')
      if (response.status === 403) return ok('refused')
      return (
        elsewhere(response) ??
        wrong(
          `a request that Twilio did not sign gets ${response.status}, not 403`,
          'nothing in front of the coordinator may answer /api/twilio for it, nor sign requests',
        )
      )
    },
  }
}

function deliver(publicUrl: string, authToken: string): Promise<HttpResponse> {
  const url = `${publicUrl}${PATH}`
  const signature = twilio.getExpectedTwilioSignature(authToken, url, PARAMETERS)
  return probe(url, {
    method: 'POST',
    headers: { 'X-Twilio-Signature': signature, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(PARAMETERS).toString(),
  })
}

/** A redirected POST arrives as a GET without its parameters, so none of Twilio's would. */
function elsewhere({ status, headers }: HttpResponse): DoctorVerdict | null {
  if (status < 300 || status > 399) return null
  const to = headers.location ?? 'nowhere'
  return wrong(
    `it redirects (${status}) to ${to}`,
    'set PUBLIC_URL to where it leads, and run twilio:setup again',
  )
}

const notOurs = ({ status }: HttpResponse, expected = 200) =>
  status === expected ? null : wrong(`it answers ${status}, not ${expected}`, FORWARDING)

function detailOf({ status, body }: HttpResponse): string {
  try {
    return Problem.pick({ detail: true }).parse(JSON.parse(body.toString())).detail
  } catch {
    return `it answers ${status}`
  }
}
