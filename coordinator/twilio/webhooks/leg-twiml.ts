import { z } from 'zod'
import { CallSid } from '../../../machines/ids.ts'
import type { CallActors } from '../../calls/calls-port.ts'
import { type LegDocumentDeps, legDocument } from '../leg-document.ts'
import { HANGUP } from '../twiml.ts'
import { twimlAnswer, webhook } from './webhook.ts'

/** The address is our own: a leg may not say of itself to which call it belongs. */
const LegTwimlRequest = z.object({
  path: z.object({ legSid: CallSid }),
  query: z.object({
    callSid: CallSid,
    /** Only in a redirect of ours. */
    rev: z.coerce.number().int().optional().catch(undefined),
  }),
})
type LegTwimlRequest = z.output<typeof LegTwimlRequest>

/**
 * Target of every redirect of a leg that is in a caller's room or waits beside it. It answers with the leg's present
 * destination, so requests may come at any time and be repeated. While Redis is away the leg hears ringback and requests again.
 */
export function legTwiml(deps: LegDocumentDeps & { calls: Pick<CallActors, 'state' | 'redirectFollowed'> }) {
  const { calls, twiml, urls } = deps
  const whenUnavailable = ({ path, query }: LegTwimlRequest) =>
    twimlAnswer(twiml.ringThenRequest(urls.legTwiml(query.callSid, path.legSid, query.rev)))

  async function answer({ path: { legSid }, query: { callSid, rev } }: LegTwimlRequest, trace: string) {
    const state = await calls.state(callSid)
    if (state === null) return twimlAnswer(HANGUP)
    // Not the rev of this answer: if the request was delivered twice, Twilio may use the other answer.
    if (rev !== undefined) await calls.redirectFollowed(legSid, Math.min(rev, state.rev))
    return twimlAnswer(await legDocument(deps, state, legSid, trace))
  }

  return webhook('/legs/:legSid/twiml', LegTwimlRequest, answer, whenUnavailable)
}
