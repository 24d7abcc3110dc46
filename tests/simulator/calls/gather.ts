import { quiet } from '../media/sources.ts'
import type { GatherVerb } from '../twiml/verbs.ts'
import { NEXT, toAction, type VerbContext, type VerbOutcome } from './verb-context.ts'

/** `<Gather>` for digits. A key ends the prompts; speech is not understood here. */
export async function gather(
  context: VerbContext,
  verb: GatherVerb,
  prompts: (context: VerbContext) => Promise<VerbOutcome>,
): Promise<VerbOutcome> {
  const { leg } = context
  leg.answer()
  leg.digits = ''
  const firstKey = new AbortController()
  leg.whenPressed(() => firstKey.abort())
  const inner = { ...context, signal: AbortSignal.any([context.signal, firstKey.signal]) }
  try {
    await prompts(inner)
  } catch (error) {
    if (!firstKey.signal.aborted || context.signal.aborted) throw error
  }
  const digits = await collect(context, verb)
  if (digits === '' && !verb.actionOnEmptyResult) return NEXT
  return toAction(
    context,
    { action: verb.action ?? '', method: verb.method },
    { Digits: digits, FinishedOnKey: '' },
  )
}

async function collect(context: VerbContext, verb: GatherVerb): Promise<string> {
  const { leg } = context
  for (;;) {
    const finishedAt = verb.finishOnKey === '' ? -1 : leg.digits.search(anyOf(verb.finishOnKey))
    if (finishedAt >= 0) return take(leg.digits.slice(0, finishedAt))
    if (verb.numDigits !== undefined && leg.digits.length >= verb.numDigits)
      return take(leg.digits.slice(0, verb.numDigits))
    const key = new AbortController()
    leg.whenPressed(() => key.abort())
    const timedOut = await leg.audio
      .play(quiet(verb.timeout * 1_000), AbortSignal.any([context.signal, key.signal]))
      .then(() => true)
      .catch(() => false)
    if (context.signal.aborted) throw context.signal.reason
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
