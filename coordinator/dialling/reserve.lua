-- Reserves one outside leg for an agent, unless a cap is reached. The commit of the call counts the leg itself.
--
-- key    outsideLegs, outsideSpent, live (sorted set: live call -> ms)
-- arg    agentId, id (of the reservation), now (ms), untilAt (ms: when the reservation ends by itself),
--        legsOfAgent, legs (at the same time), msOfAgent, ms (of today)
-- result the cap that is reached, or ''

-- include ../calls/outside-legs.lua

local now = tonumber(arg.now)
local own = '|' .. arg.id
local legs, legsOfAgent, ms, msOfAgent = 0, 0, 0, 0
local all = redis.call('HGETALL', key.outsideLegs)
for n = 1, #all, 2 do
  local id = all[n]
  local callSid, time, agentId = parsedLeg(id, all[n + 1])
  local isReserved = callSid == ''
  local isOver = isReserved and time <= now or not isReserved and not redis.call('ZSCORE', key.live, callSid)
  if isOver then
    -- The end of the call was lost, or a process died before it dialled: nobody knows what it cost.
    redis.call('HDEL', key.outsideLegs, id)
  elseif id ~= own then
    local ran = costsTime(id) and math.max(0, now - time) or 0
    legs, ms = legs + 1, ms + ran
    if agentId == arg.agentId then legsOfAgent, msOfAgent = legsOfAgent + 1, msOfAgent + ran end
  end
end

beginDay(now)
local spent = redis.call('HMGET', key.outsideSpent, '=site', arg.agentId)
ms = ms + tonumber(spent[1] or 0)
msOfAgent = msOfAgent + tonumber(spent[2] or 0)

if legsOfAgent >= tonumber(arg.legsOfAgent) then return 'legs_of_agent' end
if legs >= tonumber(arg.legs) then return 'legs' end
if msOfAgent >= tonumber(arg.msOfAgent) then return 'minutes_of_agent' end
if ms >= tonumber(arg.ms) then return 'minutes' end
redis.call('HSET', key.outsideLegs, own, arg.untilAt .. ' ' .. arg.agentId)
return ''
