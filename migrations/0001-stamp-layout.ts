import type { Migration } from './migration.ts'

/** Marks the layout of keys that the first version wrote. */
export const stampLayout: Migration = {
  id: 1,
  name: 'stamp-layout',
  async up(redis, keys) {
    await redis.set(`${keys.prefix}layout`, '1')
  },
}
