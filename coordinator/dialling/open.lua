-- Opens an intent to call a number: one at a time for an agent, and only while the agent is on no call.
--
-- key    intent (string), intents (sorted set: id -> ms), talking (hash: agent -> call), dialling (hash: agent -> '<until ms> <intent>')
-- arg    agentId, id (of the intent), now (ms), untilAt (ms: the agent opens no other intent before), open (the intent, JSON),
--        busy (the same, refused because the agent is busy, JSON), keptMs, busyKeptMs
-- result {known, intent} | {busy} | {open}

local known = redis.call('GET', key.intent)
if known == arg.open then return { 'open' } end
if known then return { 'known', known } end

-- By it the intents to a number are found.
redis.call('ZADD', key.intents, arg.now, arg.id)
redis.call('ZREMRANGEBYSCORE', key.intents, '-inf', arg.now - arg.keptMs)
redis.call('PEXPIRE', key.intents, arg.keptMs)

local other = redis.call('HGET', key.dialling, arg.agentId)
local isDialling = other and tonumber(string.match(other, '^%d+')) > tonumber(arg.now)
if isDialling or redis.call('HEXISTS', key.talking, arg.agentId) == 1 then
  redis.call('SET', key.intent, arg.busy, 'PX', arg.busyKeptMs)
  return { 'busy' }
end

redis.call('SET', key.intent, arg.open, 'PX', arg.keptMs)
redis.call('HSET', key.dialling, arg.agentId, arg.untilAt .. ' ' .. arg.id)
return { 'open' }
