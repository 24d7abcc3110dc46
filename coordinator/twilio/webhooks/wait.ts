import { z } from 'zod'
import type { Twiml } from '../twiml.ts'
import { SOUNDS } from '../urls.ts'
import { twimlAnswer, webhook } from './webhook.ts'

const WaitRequest = z.object({ path: z.object({ sound: z.enum(SOUNDS) }) })

/** What a waiting caller hears. It reads nothing, so that it works even while Redis is away. */
export function wait({ twiml }: { twiml: Twiml }) {
  return webhook('/wait/:sound', WaitRequest, async ({ path }) => twimlAnswer(twiml.wait(path.sound)))
}
