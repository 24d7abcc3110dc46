-- Begins the calling of a number: one at a time for an agent, and only while the agent is on no call.
--
-- KEYS   1 intent  2 talking  3 dialling
-- ARGV   1 agentId  2 id of the intent  3 now (ms)  4 until when nothing else is begun (ms)
--        5 the intent (JSON)  6 the same, refused because the agent is busy (JSON)  7 how long it is kept (ms)
-- result {known, intent} | {busy} | {open}

local known = redis.call('GET', KEYS[1])
if known == ARGV[5] then return { 'open' } end
if known then return { 'known', known } end

local begun = redis.call('HGET', KEYS[3], ARGV[1])
local under_way = begun and tonumber(string.match(begun, '^%d+')) > tonumber(ARGV[3])
if under_way or redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then
  redis.call('SET', KEYS[1], ARGV[6], 'PX', ARGV[7])
  return { 'busy' }
end

redis.call('SET', KEYS[1], ARGV[5], 'PX', ARGV[7])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[4] .. ' ' .. ARGV[2])
return { 'open' }
