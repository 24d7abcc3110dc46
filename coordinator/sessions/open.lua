-- Opens a session, and forgets the expired ones of the index.
-- KEYS[1] the session   KEYS[2] the index of sessions
-- ARGV[1] JSON   ARGV[2] its life in ms   ARGV[3] member of the index   ARGV[4] expiry (ms)   ARGV[5] now (ms)
-- Result: nothing.
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[5])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[3])
