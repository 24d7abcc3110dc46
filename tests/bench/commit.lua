-- The least that a commit can be: compare, write, append to the stream, publish.
--
-- KEYS   1 record  2 stream
-- ARGV   1 rev that the change was made on  2 view  3 channel
-- result the rev that the record has now

local rev = tonumber(redis.call('HGET', KEYS[1], 'rev') or '0')
if rev ~= tonumber(ARGV[1]) then return rev end
redis.call('HSET', KEYS[1], 'rev', rev + 1, 'view', ARGV[2])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 'd', ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[2])
return rev + 1
