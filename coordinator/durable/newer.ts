import { RedisAway } from '../redis/redis-away.ts'

/** A newer version of this program wrote the call. It is left alone: a process of that version takes it on. */
export class CallIsNewer extends Error {
  override readonly name = 'CallIsNewer'
  constructor(callSid: string, version: number) {
    super(`${callSid} was written by version ${version} of its machine, which this process does not know`)
  }
}

/** Nothing was done, and it is worth another try, later or at another coordinator. */
export const mayPass = (error: unknown) => error instanceof RedisAway || error instanceof CallIsNewer
