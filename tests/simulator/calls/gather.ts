import { quiet } from '../media/sources.ts'
import type { GatherVerb } from '../twiml/verbs.ts'
import { NEXT, type Outcome, type Stage, toAction } from './stage.ts'

/** `<Gather>` for digits. A key ends the prompts; speech is not understood here. */
export async function gather(
  stage: Stage,
  verb: GatherVerb,
  prompts: (stage: Stage) => Promise<Outcome>,
): Promise<Outcome> {
  const { leg } = stage
  leg.answer()
  leg.digits = ''
  const firstKey = new AbortController()
  leg.whenPressed(() => firstKey.abort(), stage.signal)
  const inner = { ...stage, signal: AbortSignal.any([stage.signal, firstKey.signal]) }
  try {
    await prompts(inner)
  } catch (error) {
    if (!firstKey.signal.aborted || stage.signal.aborted) throw error
  }
  const digits = await collect(stage, verb)
  if (digits === '' && !verb.actionOnEmptyResult) return NEXT
  return toAction(
    stage,
    { action: verb.action ?? '', method: verb.method },
    { Digits: digits, FinishedOnKey: '' },
  )
}

async function collect(stage: Stage, verb: GatherVerb): Promise<string> {
  const { leg } = stage
  for (;;) {
    const finishedAt = verb.finishOnKey === '' ? -1 : leg.digits.search(anyOf(verb.finishOnKey))
    if (finishedAt >= 0) return take(leg.digits.slice(0, finishedAt))
    if (verb.numDigits !== undefined && leg.digits.length >= verb.numDigits)
      return take(leg.digits.slice(0, verb.numDigits))
    const key = new AbortController()
    leg.whenPressed(() => key.abort(), stage.signal)
    const timedOut = await leg.line
      .play(quiet(verb.timeout * 1_000), AbortSignal.any([stage.signal, key.signal]))
      .then(() => true)
      .catch(() => false)
    if (stage.signal.aborted) throw stage.signal.reason
    if (timedOut) return take(leg.digits)
  }

  function take(digits: string): string {
    leg.digits = ''
    return digits
  }
}

function anyOf(keys: string): RegExp {
  return new RegExp(`[${keys.replace(/[\]\\^-]/g, '\\$&')}]`)
}
