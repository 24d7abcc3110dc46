import { z } from 'zod'
import { WhyDeaf } from '../../machines/agent/reachability.ts'

/** What a console knows of itself. Each fact is true when it stands in nobody's way. */
export const ConsoleFacts = z.object({
  /** The page has a secure origin: without one browsers give no microphone. */
  secure: z.boolean(),
  /** `missing`: no microphone is plugged in. False: the browser does not let this page use one. */
  microphone: z.union([z.boolean(), z.literal('missing')]),
  /** There is something to hear sound with. */
  output: z.boolean(),
  /** The page may make sound now. */
  sound: z.boolean(),
  /** The softphone is registered, or on a call. */
  softphone: z.boolean(),
  visible: z.boolean(),
  /** The browser slows down the timers of this page. */
  throttled: z.boolean().optional(),
  /** The agent's own quiet hours: the page makes no sound and shows no notification. */
  quiet: z.boolean().optional(),
})
export type ConsoleFacts = z.infer<typeof ConsoleFacts>

/** `POST /api/me/consoles/:consoleId`: the echo of a beat. */
export const Echo = z.object({
  /** The number of the last beat that the console has seen. */
  seen: z.number().int().nonnegative(),
  facts: ConsoleFacts,
})
export type Echo = z.infer<typeof Echo>

/** `POST /api/calls/:callSid/ringing`: this console rings for that call. */
export const RingAcknowledgement = z.object({ consoleId: z.string().min(1).max(64) })
export type RingAcknowledgement = z.infer<typeof RingAcknowledgement>

/** Whether a console of an agent has proven that it can ring. */
export const Reachability = z.object({
  ok: z.boolean(),
  /** Null exactly when ok. */
  why: WhyDeaf.nullable(),
  since: z.iso.datetime(),
})
export type Reachability = z.infer<typeof Reachability>

/** Why a console with these facts cannot ring: the first thing to mend. Null: it can. */
export function whyDeaf(facts: ConsoleFacts): WhyDeaf | null {
  const { secure, microphone, output, sound, softphone, quiet } = facts
  // First of all: nothing needs to be mended in hours in which nothing shall ring.
  if (quiet) return 'quiet_hours'
  if (!secure) return 'insecure'
  if (microphone === 'missing') return 'microphone_missing'
  if (!microphone) return 'microphone_blocked'
  if (!output) return 'output_missing'
  if (!sound) return 'sound_blocked'
  return softphone ? null : 'softphone_offline'
}
