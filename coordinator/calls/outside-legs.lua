-- The outside legs that run, and what those that have ended have cost today. Needs key.outsideLegs and key.outsideSpent.
--
-- outsideLegs   hash: '<call>|dialled' or '<call>|transferred' -> '<since (ms)> <agent who wanted it>';
--               '<call>|promised' -> the same: a number that is called if nobody takes the parked call. It costs no time;
--               '|<id>' -> '<until (ms)> <agent>': a leg that is about to be dialled
-- outsideSpent  hash: '=day' -> day (UTC, counted from 1970), '=site' -> ms, agent -> ms

local DAY_MS = 86400000

local function parsedLeg(id, value)
  local time, agentId = string.match(value, '^(%d+) (.*)$')
  return string.match(id, '^([^|]*)|'), tonumber(time), agentId
end

-- The figures of an earlier day are dropped.
local function beginDay(now)
  local day = tostring(math.floor(now / DAY_MS))
  if redis.call('HGET', key.outsideSpent, '=day') == day then return end
  redis.call('DEL', key.outsideSpent)
  redis.call('HSET', key.outsideSpent, '=day', day)
  redis.call('PEXPIRE', key.outsideSpent, 2 * DAY_MS)
end

local function costsTime(id) return string.sub(id, 1, 1) ~= '|' and not string.find(id, '|promised$') end

-- A leg has ended: its whole time counts for today.
local function endOutsideLeg(id, now)
  local value = redis.call('HGET', key.outsideLegs, id)
  if not value then return end
  redis.call('HDEL', key.outsideLegs, id)
  if not costsTime(id) then return end
  local _, since, agentId = parsedLeg(id, value)
  local ms = string.format('%d', math.max(0, now - since))
  beginDay(now)
  redis.call('HINCRBY', key.outsideSpent, '=site', ms)
  if agentId ~= '' then redis.call('HINCRBY', key.outsideSpent, agentId, ms) end
end
