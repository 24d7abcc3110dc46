import { z } from 'zod'
import type { Twiml } from '../twiml.ts'
import { SOUNDS } from '../urls.ts'
import { twimlAnswer, webhook } from './webhook.ts'

const WaitRequest = z.object({ path: z.object({ sound: z.enum(SOUNDS) }) })

/** What a caller who waits hears. It asks nobody, so that it goes on whatever else is down. */
export function wait({ twiml }: { twiml: Twiml }) {
  return webhook('/wait/:sound', WaitRequest, async ({ path }) => twimlAnswer(twiml.wait(path.sound)))
}
