import { z } from 'zod'
import { type BackupPart, backupPart } from '../backup/part.ts'
import { AudioId } from '../protocol/office/settings.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import { createOfficeStore, soundsOf } from './store.ts'

/** The sounds that the office names, in a backup. They come back after the office. */
export function soundsInBackup(redis: RedisClient, keys: Keys): BackupPart {
  const office = createOfficeStore({ redis, keys, clock: Date, committed: () => undefined })
  const named = async () => soundsOf(await office.read())
  const isThere = async (id: string) => (await asking(() => redis.exists(keys.audio(id)))) === 1

  return backupPart({
    name: 'sounds',
    keys: ['audio'],
    count: async () => (await Promise.all((await named()).map(isThere))).filter((there) => there).length,

    async *read() {
      for (const id of await named()) {
        const bytes = await office.audio(id)
        if (bytes !== null) yield { id, bytes: bytes.toString('base64') }
      }
    },

    schema: z.object({ id: AudioId, bytes: z.base64() }),
    compare: async ({ id }) => ((await isThere(id)) ? 'same' : 'missing'),
    async put({ bytes }) {
      await office.keepAudio(Buffer.from(bytes, 'base64'))
    },
    finish: () => office.keepNamed(),
  })
}
