-- Moves an entry of a hash out of the way, unless it has changed since it was read.
--
-- key    entries, aside (hashes)
-- arg    field, value (as it was read), name (of the field in `aside`)
-- result 1, or 0 when it has changed

if redis.call('HGET', key.entries, arg.field) ~= arg.value then return 0 end
redis.call('HSET', key.aside, arg.name, arg.value)
redis.call('HDEL', key.entries, arg.field)
return 1
