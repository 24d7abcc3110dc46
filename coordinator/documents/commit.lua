-- One change of a document that administrators share.
--
-- key    document (hash: rev, settings), feed
-- KEYS   3…: sounds that the new document names, then those that only the old one named
-- arg    kind (of the feed's entry), before (rev that the change was made on), json (the new document), rev (of the new
--        document), named (how many of the sounds are named now), keptMs (how long a sound that nobody names is kept)
-- result {stale} | {missing, position of a sound that is not there, from 1} | {ok, end of the feed before, id of the entry}

-- include ../durable/feed-append.lua

if tonumber(redis.call('HGET', key.document, 'rev') or '0') ~= tonumber(arg.before) then return { 'stale' } end
local named = tonumber(arg.named)
for position = 1, named do
  if redis.call('EXISTS', KEYS[2 + position]) == 0 then return { 'missing', tostring(position) } end
end
for position = 1, named do redis.call('PERSIST', KEYS[2 + position]) end
for position = 3 + named, #KEYS do redis.call('PEXPIRE', KEYS[position], arg.keptMs) end
redis.call('HSET', key.document, 'rev', arg.rev, 'settings', arg.json)
return { 'ok', feedEnd(), append(arg.kind, arg.json) }
