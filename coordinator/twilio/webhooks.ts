import type { CountryCode } from 'libphonenumber-js/max'
import type { Logger } from 'pino'
import type { AgentActors } from '../agents/agents-port.ts'
import type { Audit } from '../audit/audit.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { OutboundDialling } from '../dialling/outbound-dialling.ts'
import { mayPass } from '../durable/newer.ts'
import { clientAddress } from '../http/client-address.ts'
import type { Endpoint } from '../http/router.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { Office } from '../protocol/office/settings.ts'
import { RedisAway } from '../redis/redis-away.ts'
import type { Clock } from '../runtime.ts'
import { signatureCheck } from './signature.ts'
import { signedForm } from './signed-body.ts'
import { twimlOf } from './twiml.ts'
import { twilioUrls } from './urls.ts'
import { callRecording } from './webhooks/call-recording.ts'
import { callerTwiml } from './webhooks/caller-twiml.ts'
import { dialled } from './webhooks/dialled.ts'
import { leg } from './webhooks/leg.ts'
import { legTwiml } from './webhooks/leg-twiml.ts'
import { recording } from './webhooks/recording.ts'
import { room } from './webhooks/room.ts'
import { status } from './webhooks/status.ts'
import { voice } from './webhooks/voice.ts'
import { wait } from './webhooks/wait.ts'
import type { Webhook, WebhookAnswer, WebhookCall } from './webhooks/webhook.ts'

export interface WebhookDeps {
  calls: CallActors
  agents: AgentActors
  dialling: OutboundDialling
  /** The agent's name on the screen. */
  nameOf(agentId: string): string
  /** Whether the agent is signed in, and may answer calls. */
  mayAnswer(agentId: string): Promise<boolean>
  /** The office's present settings. */
  office: () => Office
  /** Whether a call is not to ring. */
  isBlocked(call: Pick<CallView, 'callerNumber' | 'calledNumber'>): boolean
  clock: Clock
  /** Tells Twilio, in any case. @throws `RedisAway` */
  owe(commands: readonly CarrierCommand[]): Promise<void>
  /** Of callers' numbers that have no country's code. */
  country: CountryCode | null
  /** Origin that Twilio reaches, without a slash at the end: signatures are checked against it. */
  publicUrl: string
  log: Logger
}

export interface TwilioEndpointDeps extends WebhookDeps {
  /** News of Twilio's could not be taken. It is brought again, but only for some seconds. */
  onTurnedAway(): void
  audit: Pick<Audit, 'record'>
  twilio: { authToken: string; authTokenSecondary: string | null }
}

/** Every webhook, before signatures and HTTP. */
export function webhooksOf(deps: WebhookDeps): Webhook[] {
  const { calls, agents, dialling, nameOf, mayAnswer, office, country, isBlocked, clock } = deps
  const { owe, publicUrl, log } = deps
  const urls = twilioUrls(publicUrl)
  const twiml = twimlOf(urls)
  return [
    voice({ calls, country, twiml, urls, office, isBlocked, clock, log }),
    leg({ calls, twiml, urls, office, nameOf, mayAnswer, clock, owe, log }),
    dialled({ calls, country, dialling, twiml, urls, office, log }),
    legTwiml({ calls, twiml, urls, clock, owe }),
    callerTwiml({ calls, country, twiml, urls, office, isBlocked, log }),
    wait({ twiml }),
    status({ calls, agents, dialling }),
    room({ log }),
    recording({ calls }),
    callRecording({ calls }),
  ]
}

/** The webhooks as endpoints: what Twilio has not signed gets 403 and an empty body, and no webhook sees it. */
export function twilioEndpoints(deps: TwilioEndpointDeps): Endpoint[] {
  const { twilio, publicUrl, audit } = deps
  const authTokens = [twilio.authToken, twilio.authTokenSecondary].filter((token) => token !== null)
  const check = signatureCheck(publicUrl, authTokens)
  return webhooksOf(deps).map((webhook) => ({
    method: 'POST',
    path: `/api/twilio${webhook.path}`,
    async answer(ctx, path) {
      const form = await signedForm(ctx, check)
      if (form === null) {
        audit.record({
          what: 'webhook_forged',
          from: clientAddress(ctx.ip),
          target: webhook.path,
          result: 'refused',
        })
        ctx.status = 403
        ctx.body = ''
        return
      }
      const answer = await answerTo(webhook, { form, query: ctx.query, path, trace: ctx.state.trace }, deps)
      ctx.status = answer.status
      ctx.set('Content-Type', `${answer.type}; charset=utf-8`)
      ctx.body = answer.status === 204 ? null : answer.body
    },
  }))
}

/** Without Redis, or on a call of a newer version, nothing was done: a 5xx makes Twilio ask again, maybe elsewhere. */
async function answerTo(
  webhook: Webhook,
  delivered: WebhookCall,
  { onTurnedAway }: Pick<TwilioEndpointDeps, 'onTurnedAway'>,
): Promise<WebhookAnswer> {
  try {
    return await webhook.answer(delivered)
  } catch (error) {
    if (!mayPass(error)) throw error
    if (error instanceof RedisAway) onTurnedAway()
    return { status: 503, type: 'text/plain', body: '' }
  }
}
