import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type BoardNames, Screen } from '../protocol/board.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, changeScript } from '../redis/script.ts'
import type { Clock, Runtime } from '../runtime.ts'

export const MOST_SCREENS = 20

const StoredScreen = Screen.omit({ lastUsedAt: true }).extend({ hash: z.string() })
type StoredScreen = z.infer<typeof StoredScreen>

const addScript = changeScript(new URL('./add-screen.lua', import.meta.url), {
  keys: ['screens'],
  args: ['id', 'screen', 'most'],
})

export interface ScreensDeps {
  redis: RedisClient
  keys: Pick<Keys, 'screens' | 'screensUsed'>
  clock: Clock
  runtime: Runtime
}

/**
 * The screens that show the board without a sign-in. A token is 256 random bits that only the screen has; Redis knows its hash. Every
 * method rejects with `RedisAway` when Redis cannot be reached.
 */
export function createScreens({ redis, keys, clock, runtime }: ScreensDeps) {
  async function stored(): Promise<StoredScreen[]> {
    const found = await asking(() => redis.hvals(keys.screens))
    return found.flatMap((json) => StoredScreen.safeParse(JSON.parse(json)).data ?? [])
  }

  return {
    /** Ids of the screens that are there. */
    ids: async (): Promise<ReadonlySet<string>> => new Set(await asking(() => redis.hkeys(keys.screens))),

    /** The oldest first. */
    async list(): Promise<Screen[]> {
      const [screens, used] = await Promise.all([stored(), asking(() => redis.hgetall(keys.screensUsed))])
      return screens
        .map(({ hash: _, ...screen }) => {
          const at = used[screen.id]
          return { ...screen, lastUsedAt: at === undefined ? null : new Date(Number(at)).toISOString() }
        })
        .sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1))
    },

    /** @returns the token, which goes to the screen and nowhere else; null: there is no room for one more */
    async add(
      name: string,
      names: BoardNames,
      createdBy: string,
    ): Promise<(Screen & { token: string }) | null> {
      const token = randomBytes(32).toString('base64url')
      const id = runtime.uuid()
      const screen = { id, name, names, createdBy, createdAt: new Date(clock.now()).toISOString() }
      const json = JSON.stringify({ ...screen, hash: hashOf(token) } satisfies StoredScreen)
      const args = { id, screen: json, most: MOST_SCREENS }
      const added = await addScript.run(redis, { screens: keys.screens }, args, { runtime })
      return added === 0 ? null : { ...screen, lastUsedAt: null, token }
    },

    /** @returns the screen; null when there was none */
    async remove(id: string): Promise<Screen | null> {
      const screen = (await this.list()).find((it) => it.id === id) ?? null
      await asking(() => redis.multi().hdel(keys.screens, id).hdel(keys.screensUsed, id).exec())
      return screen
    },

    /** The screen with this token; null when there is none. */
    async find(token: string): Promise<Pick<Screen, 'id' | 'names'> | null> {
      const hash = hashOf(token)
      return (await stored()).find((screen) => isSame(screen.hash, hash)) ?? null
    },

    async noteUse(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return
      const at = String(clock.now())
      await asking(() => redis.hset(keys.screensUsed, ...ids.flatMap((id) => [id, at])))
    },
  }
}
export type Screens = ReturnType<typeof createScreens>

/** 256 random bits need no salt and no work factor. */
const hashOf = (token: string) => digest('sha256', token, 'base64url')

const isSame = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
