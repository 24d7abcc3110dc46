/** Redis cannot be reached. Nothing was done; the request may be tried again. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway'
}
