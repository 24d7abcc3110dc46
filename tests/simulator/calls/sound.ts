import { quiet, samples, speech } from '../media/sources.ts'
import { NEXT, resolve, TwimlFailed, type VerbContext, type VerbOutcome } from './verb-context.ts'

/** `<Say>`: as long as the words take to say; loop 0 is for ever. */
export async function say(context: VerbContext, text: string, loop: number): Promise<VerbOutcome> {
  begin(context, null)
  const ms = context.exchange.sayMs(text)
  for (let spoken = 0; loop === 0 || spoken < loop; spoken += 1) {
    await context.leg.audio.play(speech(text, Math.max(20, ms)), context.signal)
  }
  return NEXT
}

/** `<Play>`: the sound at the URL, `loop` times over; 0 is for ever. */
export async function play(context: VerbContext, url: string, loop: number): Promise<VerbOutcome> {
  const target = resolve(context, url, 'GET')
  begin(context, target.url)
  const sound = await context.exchange.sounds.fetch(target.url).catch((error: unknown) => {
    throw new TwimlFailed(11200, `cannot fetch ${target.url}: ${reasonOf(error)}`)
  })
  await context.leg.audio.play(samples('playback', target.url, sound, loop), context.signal)
  return NEXT
}

export async function wait(context: VerbContext, seconds: number): Promise<VerbOutcome> {
  begin(context, null)
  await context.leg.audio.play(quiet(seconds * 1_000), context.signal)
  return NEXT
}

/** The first thing to be heard answers the call. While waiting in a room the leg's location is the room. */
function begin(context: VerbContext, playing: string | null): void {
  if (context.mode === 'wait') return
  context.leg.answer()
  context.leg.moveTo({ at: 'document', url: context.document.url, playing })
}

/** `fetch failed` is all that fetch itself says. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return String(error) + cause
}
