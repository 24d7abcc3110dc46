import { changeDocument } from '../documents/document.ts'
import type { FeedAppend } from '../durable/feed-entry.ts'
import { type Group, Groups, NO_GROUPS } from '../protocol/groups.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Runtime } from '../runtime.ts'

export type GroupsChanged =
  | { outcome: 'done'; groups: Groups; before: Groups }
  /** They have changed since they were read. */
  | { outcome: 'stale'; groups: Groups }

export interface GroupsDeps {
  redis: RedisClient
  keys: Pick<Keys, 'groups' | 'feed'>
  runtime?: Runtime
  /** Called after each commit of this process. */
  committed?(feed: FeedAppend): void
}

export type GroupsStore = ReturnType<typeof createGroupsStore>

/** The office's groups of colleagues, in Redis. Every method rejects with `RedisAway` when Redis cannot be reached. */
export function createGroupsStore({ redis, keys, runtime, committed }: GroupsDeps) {
  async function read(): Promise<Groups> {
    const json = await asking(() => redis.hget(keys.groups, 'settings'))
    return json === null ? NO_GROUPS : Groups.parse(JSON.parse(json))
  }

  async function write(before: number, document: Groups): Promise<boolean> {
    const names = { document: keys.groups, feed: keys.feed }
    const changed = await changeDocument(redis, names, { kind: 'groups', before, document }, runtime)
    if (changed.outcome === 'done') committed?.(changed.feed)
    return changed.outcome === 'done'
  }

  return {
    read,

    /** @param rev the rev of the groups that the change is based on */
    async change(
      groups: readonly Group[],
      rev: number,
      by: { agentId: string; name: string },
    ): Promise<GroupsChanged> {
      const before = await read()
      if (before.rev !== rev) return { outcome: 'stale', groups: before }
      const document = { rev: rev + 1, changedBy: by, groups: [...groups] }
      if (await write(rev, document)) return { outcome: 'done', groups: document, before }
      return { outcome: 'stale', groups: await read() }
    },

    /** Somebody who is removed belongs to no group, and another person may have that user name later. */
    async leave(agentId: string): Promise<void> {
      for (;;) {
        const { rev, groups } = await read()
        if (!groups.some(({ members }) => members.includes(agentId))) return
        const left = groups.map((group) => ({
          ...group,
          members: group.members.filter((member) => member !== agentId),
        }))
        if (await write(rev, { rev: rev + 1, changedBy: null, groups: left })) return
      }
    },

    /** Writes the groups that this process knows after Redis has lost everything. */
    async restore(known: Groups): Promise<void> {
      if (known.rev > 0) await write(0, known)
    },
  }
}
