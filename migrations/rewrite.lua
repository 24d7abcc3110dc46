-- Puts a call that a step transformed in the place of the one that it was made from.
--
-- KEYS[1]  call (hash)
-- ARGV[1]  rev that it was read at
-- ARGV[2]  step
-- ARGV[3]  version
-- ARGV[4]  snapshot
-- ARGV[5]  timers
-- ARGV[6]  view
-- Result   1, or 0 when the call changed, or went, since it was read
if redis.call('HGET', KEYS[1], 'rev') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'migration', ARGV[2], 'version', ARGV[3], 'snapshot', ARGV[4], 'timers', ARGV[5], 'view', ARGV[6])
return 1
