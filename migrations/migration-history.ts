import { z } from 'zod'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Keys } from '../coordinator/redis/keys.ts'
import { asking } from '../coordinator/redis/script.ts'
import type { Migration } from './migration.ts'

const Row = z.object({
  name: z.string(),
  /** ISO 8601. */
  startedAt: z.iso.datetime(),
  /** Null while the step runs, or if its process died. */
  finishedAt: z.iso.datetime().nullable(),
})
type Row = z.infer<typeof Row>

export interface MigrationState {
  id: number
  name: string
  state: 'applied' | 'begun' | 'pending'
  finishedAt: string | null
}

/** A newer version has written the data, and this version cannot read it. */
export class DataIsNewer extends Error {
  override readonly name = 'DataIsNewer'
  constructor(readonly steps: readonly string[]) {
    super(
      `The stored data is newer than this version, which does not know ${steps.join(', ')}. Run a newer version.`,
    )
  }
}

/** The steps that were applied to a site: a hash in Redis, from a step's id to its row. */
export class MigrationHistory {
  readonly #key: string

  constructor(
    private readonly redis: RedisClient,
    keys: Keys,
    private readonly steps: readonly Migration[],
  ) {
    this.#key = `${keys.prefix}migrations`
  }

  /** Every step that this version knows. @throws {DataIsNewer} when a step was applied that it does not know */
  async states(): Promise<MigrationState[]> {
    const rows = await this.#rows()
    const known = new Set(this.steps.map(({ id }) => id))
    const unknown = [...rows].filter(([id]) => !known.has(id)).map(([id, { name }]) => `${id} ${name}`)
    if (unknown.length > 0) throw new DataIsNewer(unknown)
    return this.steps.map(({ id, name }) => {
      const row = rows.get(id)
      const state = row === undefined ? 'pending' : row.finishedAt === null ? 'begun' : 'applied'
      return { id, name, state, finishedAt: row?.finishedAt ?? null }
    })
  }

  begin = (step: Migration, now: string): Promise<void> =>
    this.#write(step, { name: step.name, startedAt: now, finishedAt: null })

  async finish(step: Migration, now: string): Promise<void> {
    const startedAt = (await this.#rows()).get(step.id)?.startedAt ?? now
    await this.#write(step, { name: step.name, startedAt, finishedAt: now })
  }

  async #write({ id }: Migration, row: Row): Promise<void> {
    await asking(() => this.redis.hset(this.#key, String(id), JSON.stringify(row)))
  }

  async #rows(): Promise<Map<number, Row>> {
    const stored = await asking(() => this.redis.hgetall(this.#key))
    return new Map(Object.entries(stored).map(([id, text]) => [Number(id), Row.parse(JSON.parse(text))]))
  }
}
