import type { RingAcknowledgement } from '../../coordinator/protocol/reachability.ts'
import { ApiRefusal, NoBody, requestApi } from '../api/request.ts'
import type { RingingCall } from '../calls/desk-sections.ts'

const AGAIN_AFTER_MS = 500

type Send = (callSid: string, acknowledgement: RingAcknowledgement) => Promise<unknown>

type Later = (afterMs: number, work: () => void) => unknown
const pageTimer: Later = (afterMs, work) => setTimeout(work, afterMs)

/**
 * Tells the server that this console rings for a call, once for each offer of it. While the call rings, a request
 * without an answer, or one that the server could not carry out, is sent again.
 */
export function createAcknowledgements(send: Send = post, later: Later = pageTimer) {
  /** The offer of each call that was acknowledged, or is being. */
  const sent = new Map<string, { offer: string }>()

  function acknowledge(callSid: string, consoleId: string, mine: { offer: string }) {
    send(callSid, { consoleId }).catch((error: unknown) => {
      if (error instanceof ApiRefusal && error.problem.code !== 'unavailable') return
      later(AGAIN_AFTER_MS, () => {
        if (sent.get(callSid) === mine) acknowledge(callSid, consoleId, mine)
      })
    })
  }

  return {
    /** @param ringing the calls for which a tone sounds here now */
    ringsFor: (ringing: readonly RingingCall[], consoleId: string) => {
      for (const { call, kind, since } of ringing) {
        const offer = `${kind} ${since} ${consoleId}`
        if (sent.get(call.callSid)?.offer === offer) continue
        const mine = { offer }
        sent.set(call.callSid, mine)
        acknowledge(call.callSid, consoleId, mine)
      }
    },
    /** Forgets calls that no longer ring: when they ring again, that is another offer. */
    keepOnly: (ringing: readonly RingingCall[]) => {
      const sids = new Set(ringing.map(({ call }) => call.callSid))
      for (const callSid of sent.keys()) if (!sids.has(callSid)) sent.delete(callSid)
    },
  }
}

const post: Send = (callSid, acknowledgement) =>
  requestApi(`/api/calls/${callSid}/ringing`, NoBody, { method: 'POST', body: acknowledgement })
