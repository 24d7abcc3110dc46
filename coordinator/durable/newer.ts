import { RedisAway } from '../redis/redis-away.ts'

/** A newer version of this program wrote the record. It is left alone: a process of that version goes on with it. */
export class ActorIsNewer extends Error {
  override readonly name = 'ActorIsNewer'
  constructor(id: string, version: number) {
    super(`${id} was written by version ${version} of its machine, which this process does not know`)
  }
}

/** For many actors in turn: one of a newer version is left to a process of that version. @throws every other error */
export function skipNewer(error: unknown): undefined {
  if (!(error instanceof ActorIsNewer)) throw error
}

/** Nothing was done, and it may work later or at another coordinator. */
export const mayPass = (error: unknown) => error instanceof RedisAway || error instanceof ActorIsNewer
