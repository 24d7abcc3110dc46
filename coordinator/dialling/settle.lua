-- Says what became of the calling of a number. The first word counts, whoever says it; of one that is not known any
-- more nothing is said.
--
-- KEYS   1 intent  2 dialling
-- ARGV   1 agentId  2 id of the intent  3 the intent with its result (JSON)  4 how long it is kept (ms)
--        5 1: takes the place of an earlier word
-- result the intent as it is now (JSON); '' when there is none

local known = redis.call('GET', KEYS[1])
local begun = redis.call('HGET', KEYS[2], ARGV[1])
if begun and string.match(begun, '^%d+ (.*)$') == ARGV[2] then redis.call('HDEL', KEYS[2], ARGV[1]) end
if not known then return '' end
if ARGV[5] ~= '1' then
  local result = cjson.decode(known).result
  if result and result ~= cjson.null then return known end
end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return ARGV[3]
