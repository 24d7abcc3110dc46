-- Renews the lock, or gives it up, if this process still holds it.
--
-- key    lock (string: the holder's token)
-- arg    token (of this process), lifeMs (0: give it up)
-- result 1, or 0 when another process holds it by now

if redis.call('GET', key.lock) ~= arg.token then return 0 end
if arg.lifeMs == '0' then return redis.call('DEL', key.lock) end
return redis.call('PEXPIRE', key.lock, arg.lifeMs)
