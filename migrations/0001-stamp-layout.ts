import type { Migration } from './migration.ts'

/** The layout of keys that coordinator/redis/keys.ts describes, from the first version on. */
export const stampLayout: Migration = {
  id: 1,
  name: 'stamp-layout',
  async up(redis, keys) {
    await redis.set(`${keys.prefix}layout`, '1')
  },
}
