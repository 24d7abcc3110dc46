-- Changes an account that is still as it was read.
--
-- KEYS[1]  accounts (hash: agent -> JSON)
-- ARGV[1]  agent
-- ARGV[2]  the account as it was read; '' when there was none
-- ARGV[3]  the account as it is to be
-- Result   1, or 0 when somebody else changed it meanwhile
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
