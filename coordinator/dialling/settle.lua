-- Settles an intent to call a number. The first result counts; an intent that is not known any more stays unknown.
--
-- key    intent (string), dialling (hash: agent -> '<until ms> <intent>')
-- arg    agentId, id (of the intent), settled (the intent with its result, JSON), keptMs, instead (1: replaces an earlier result)
-- result the intent as it is now (JSON); '' when there is none

local known = redis.call('GET', key.intent)
local other = redis.call('HGET', key.dialling, arg.agentId)
if other and string.match(other, '^%d+ (.*)$') == arg.id then redis.call('HDEL', key.dialling, arg.agentId) end
if not known then return '' end
if arg.instead ~= '1' then
  local result = cjson.decode(known).result
  if result and result ~= cjson.null then return known end
end
redis.call('SET', key.intent, arg.settled, 'PX', arg.keptMs)
return arg.settled
