-- Replaces a field of a hash unless it has changed since it was read.
--
-- key    hash
-- arg    field, before (the value as it was read; '' when there was none), after
-- result 1, or 0 when it has changed since it was read

if (redis.call('HGET', key.hash, arg.field) or '') ~= arg.before then return 0 end
redis.call('HSET', key.hash, arg.field, arg.after)
return 1
