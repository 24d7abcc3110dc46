-- Gives up the lock, or renews it, if it is still ours.
--
-- KEYS[1]  lock (string: the holder's token)
-- ARGV[1]  our token
-- ARGV[2]  ms to renew it for, or 0 to give it up
-- Result   1, or 0 when it is another's by now
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
