import { quiet, samples, speech } from '../media/sources.ts'
import { NEXT, type Outcome, ProgramFailed, resolve, type Stage } from './stage.ts'

/** `<Say>`: as long as the words take to say; loop 0 is for ever. */
export async function say(stage: Stage, text: string, loop: number): Promise<Outcome> {
  begin(stage, null)
  const ms = stage.exchange.sayMs(text)
  for (let spoken = 0; loop === 0 || spoken < loop; spoken += 1) {
    await stage.leg.line.play(speech(text, Math.max(20, ms)), stage.signal)
  }
  return NEXT
}

/** `<Play>`: the sound at the URL, `loop` times over; 0 is for ever. */
export async function play(stage: Stage, url: string, loop: number): Promise<Outcome> {
  const target = resolve(stage, url, 'GET')
  begin(stage, target.url)
  const sound = await stage.exchange.sounds.fetch(target.url).catch((error: unknown) => {
    throw new ProgramFailed(11200, `cannot fetch ${target.url}: ${reasonOf(error)}`)
  })
  await stage.leg.line.play(samples('playback', target.url, sound, loop), stage.signal)
  return NEXT
}

export async function wait(stage: Stage, seconds: number): Promise<Outcome> {
  begin(stage, null)
  await stage.leg.line.play(quiet(seconds * 1_000), stage.signal)
  return NEXT
}

/** The first thing to be heard answers the call. While waiting in a room the leg's place is the room. */
function begin(stage: Stage, playing: string | null): void {
  if (stage.mode === 'wait') return
  stage.leg.answer()
  stage.leg.moveTo({ at: 'document', url: stage.document.url, playing })
}

/** `fetch failed` is all that fetch itself says. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return String(error) + cause
}
