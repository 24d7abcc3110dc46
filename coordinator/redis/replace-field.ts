import type { RedisClient } from './client.ts'
import { changeScript } from './script.ts'

const script = changeScript(new URL('./replace-field.lua', import.meta.url), {
  keys: ['hash'],
  args: ['field', 'before', 'after'],
})

/**
 * Replaces a field of a hash.
 * @param before the value as it was read; '' when there was none
 * @returns false when it has changed since it was read, and then nothing was done
 * @throws RedisAway
 */
export const replaceField = async (
  redis: RedisClient,
  hash: string,
  args: { field: string; before: string; after: string },
): Promise<boolean> => (await script.run(redis, { hash }, args)) === 1
