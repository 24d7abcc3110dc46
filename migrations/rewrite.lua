-- Puts a call that a step transformed in the place of the one that it was made from.
--
-- KEYS[1]  call (hash)
-- ARGV[1]  rev that it was read at
-- ARGV[2]  version
-- ARGV[3]  snapshot
-- ARGV[4]  timers
-- ARGV[5]  view
-- Result   1, or 0 when the call changed, or went, since it was read
if redis.call('HGET', KEYS[1], 'rev') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'snapshot', ARGV[3], 'timers', ARGV[4], 'view', ARGV[5])
return 1
