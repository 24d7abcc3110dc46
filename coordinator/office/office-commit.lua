-- One change of the office's settings.
--
-- key    office (hash: rev, settings), feed
-- KEYS   3…: sounds that the new settings name, then those that only the old ones named
-- arg    before (rev that the change was made on), office (Office, JSON), named (how many of the sounds are named now),
--        keptMs (how long a sound that nobody names is kept), rev (of the new settings)
-- result {stale} | {missing, position of a sound that is not there, from 1} | {ok, end of the feed before, id of the entry}

-- include ../durable/feed-append.lua

if tonumber(redis.call('HGET', key.office, 'rev') or '0') ~= tonumber(arg.before) then return { 'stale' } end
local named = tonumber(arg.named)
for position = 1, named do
  if redis.call('EXISTS', KEYS[2 + position]) == 0 then return { 'missing', tostring(position) } end
end
for position = 1, named do redis.call('PERSIST', KEYS[2 + position]) end
for position = 3 + named, #KEYS do redis.call('PEXPIRE', KEYS[position], arg.keptMs) end
redis.call('HSET', key.office, 'rev', arg.rev, 'settings', arg.office)
return { 'ok', feedEnd(), append('office', arg.office) }
