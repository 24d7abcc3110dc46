-- One change of the office's settings.
--
-- KEYS   1 office  2 feed  3… sounds that the new settings name, then those that only the old ones named
-- ARGV   1 rev that the change was made on  2 settings (Office as JSON)  3 how many of the sounds are named now
--        4 how long a sound that nobody names is kept (ms)  5 rev of the new settings
-- result {stale} | {missing, place of a sound that is not there, from 1} | {ok, id before, id of the entry}

if tonumber(redis.call('HGET', KEYS[1], 'rev') or '0') ~= tonumber(ARGV[1]) then return { 'stale' } end
local named = tonumber(ARGV[3])
for place = 1, named do
  if redis.call('EXISTS', KEYS[2 + place]) == 0 then return { 'missing', tostring(place) } end
end
for place = 1, named do redis.call('PERSIST', KEYS[2 + place]) end
for place = 3 + named, #KEYS do redis.call('PEXPIRE', KEYS[place], ARGV[4]) end
redis.call('HSET', KEYS[1], 'rev', ARGV[5], 'settings', ARGV[2])
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
return { 'ok', last[1] and last[1][1] or '0-0',
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 't', 'office', 'd', ARGV[2]) }
