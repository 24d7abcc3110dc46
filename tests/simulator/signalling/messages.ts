import { z } from 'zod'

const call = { callsid: z.string() }

/** What the Voice SDK sends (its pstream.js, protocol 1.6). */
const clientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listen'), payload: z.object({ token: z.string() }) }),
  z.object({ type: z.literal('register'), payload: z.object({ media: z.unknown() }) }),
  z.object({
    type: z.literal('invite'),
    payload: z.object({
      ...call,
      sdp: z.string(),
      reconnect: z.string().optional(),
      twilio: z.object({ params: z.string().optional() }).default({}),
    }),
  }),
  z.object({ type: z.literal('answer'), payload: z.object({ ...call, sdp: z.string() }) }),
  z.object({ type: z.literal('reinvite'), payload: z.object({ ...call, sdp: z.string() }) }),
  z.object({ type: z.literal('hangup'), payload: z.object({ ...call, message: z.string().optional() }) }),
  z.object({ type: z.literal('reject'), payload: z.object(call) }),
  z.object({ type: z.literal('dtmf'), payload: z.object({ ...call, dtmf: z.string() }) }),
  z.object({
    type: z.literal('message'),
    payload: z.object({ ...call, messagetype: z.string().optional(), voiceeventsid: z.string().optional() }),
  }),
])

export type ClientMessage = z.output<typeof clientMessage>

/** What the SDK acts on. */
export type ServerMessage =
  | {
      type: 'connected'
      payload: {
        edge: string
        region: string
        home: string
        gateway: string
        token: { identity: string; ttl: number }
      }
    }
  | { type: 'ready'; payload: object }
  | {
      type: 'invite'
      payload: { callsid: string; sdp: string; parameters: Record<string, string>; reconnect: string }
    }
  | { type: 'ringing'; payload: { callsid: string } }
  | { type: 'answer'; payload: { callsid: string; sdp: string; reconnect: string } }
  | { type: 'cancel'; payload: { callsid: string } }
  | { type: 'hangup'; payload: { callsid: string; error?: { code: number; message: string } } }
  | { type: 'ack'; payload: { acktype: string; callsid: string; voiceeventsid: string } }
  | { type: 'offline'; payload: object }
  | { type: 'error'; payload: { error: { code: number; message: string }; callsid?: string } }

/** Null for what is no message of the protocol. */
export function readMessage(text: string): ClientMessage | null {
  try {
    const parsed = clientMessage.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
