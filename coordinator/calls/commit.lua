-- One change of one call. What it shares with all actors: durable/commit.lua.
--
-- key   outsideLegs, outsideSpent (calls/outside-legs.lua)
--       talking (hash: agent -> call), agentRevs (hash: agent -> rev of its view), lot (hash: slot -> call), slotStays (sorted set: slot|call|rev -> ms), live, legs, roster, ended, voicemails, unheard, recordings, unsettled, earlyEnds
-- plan  occupy [agent], release [agent]   agents whose one line this change takes, and frees
--       needs agent                       must be available and on no call: the call is offered to that one alone
--       takeSlot, leaveSlot, lowest       lowest: the slot must be the lowest free one, since nobody named it
--       addLegs [leg], dropLegs [leg]
--       beginOutside [{leg, by}], endOutside [leg]
--       ended (ms), fromCarrier           fromCarrier: the change is news of the carrier
--       voicemail {at (null: there is no message any more), unheard, view}
--       recordings {at (null: there are none any more), unsettled (ms; null: Twilio has told all)}
--       unlessEndedEarly                  the call is new and live: its end must not have been told before
-- conflicts {ended} | {busy, agentId, callSid} | {away, agentId} | {slot, taken slot, ...}

-- include ../durable/feed-append.lua
-- include ../agents/agent-entry.lua
-- include ./outside-legs.lua

local STAYS_KEPT_MS = 86400000
local MOST_STAYS = 5000

-- Who was in which slot today. The timelines of these calls say the rest.
local function noteStay(slot, callSid, rev, now)
  redis.call('ZADD', key.slotStays, now, slot .. '|' .. callSid .. '|' .. rev)
  redis.call('ZREMRANGEBYSCORE', key.slotStays, '-inf', now - STAYS_KEPT_MS)
  redis.call('ZREMRANGEBYRANK', key.slotStays, 0, -MOST_STAYS - 1)
  redis.call('PEXPIRE', key.slotStays, STAYS_KEPT_MS)
end

local function slotIsFree(plan)
  if redis.call('HGET', key.lot, plan.takeSlot) then return false end
  if not plan.lowest then return true end
  for lower = 1, plan.takeSlot - 1 do
    if redis.call('HEXISTS', key.lot, lower) == 0 and lower ~= plan.leaveSlot then return false end
  end
  return true
end

local function check(plan)
  if plan.unlessEndedEarly and redis.call('ZSCORE', key.earlyEnds, plan.id) then return { 'ended' } end
  for _, agentId in ipairs(plan.occupy or {}) do
    local other = redis.call('HGET', key.talking, agentId)
    if other and other ~= plan.id then return { 'busy', agentId, other } end
  end
  if plan.needs then
    local known = redis.call('HGET', key.roster, plan.needs)
    -- An agent the roster lacks has never signed in here: only another call can keep such an agent busy.
    local away = known and cjson.decode(known).presence ~= 'available'
    if away or redis.call('HEXISTS', key.talking, plan.needs) == 1 then return { 'away', plan.needs } end
  end
  if plan.takeSlot and not slotIsFree(plan) then
    local conflict = redis.call('HKEYS', key.lot)
    table.insert(conflict, 1, 'slot')
    return conflict
  end
end

local function feedEntry() return 'call', arg.view end

local function write(plan, appendAlso)
  if plan.leaveSlot then redis.call('HDEL', key.lot, plan.leaveSlot) end
  if plan.takeSlot then
    redis.call('HSET', key.lot, plan.takeSlot, plan.id)
    noteStay(plan.takeSlot, plan.id, tonumber(arg.rev) + 1, tonumber(arg.now))
  end
  for _, leg in ipairs(plan.dropLegs or {}) do redis.call('HDEL', key.legs, leg) end
  for _, leg in ipairs(plan.addLegs or {}) do redis.call('HSET', key.legs, leg, plan.id) end

  local now = tonumber(arg.now)
  for _, leg in ipairs(plan.endOutside or {}) do endOutsideLeg(plan.id .. '|' .. leg, now) end
  for _, begun in ipairs(plan.beginOutside or {}) do
    redis.call('HSET', key.outsideLegs, plan.id .. '|' .. begun.leg, arg.now .. ' ' .. begun.by)
  end

  if plan.ended then
    redis.call('ZREM', key.live, plan.id)
    redis.call('ZADD', key.ended, plan.ended, plan.id)
  elseif plan.fromCarrier then
    redis.call('ZADD', key.live, arg.now, plan.id)
  end

  local function tell(agentId, callSid)
    local known = redis.call('HGET', key.roster, agentId)
    if known then appendAlso('agent', agentEntry(agentId, known, callSid, 1)) end
  end
  for _, agentId in ipairs(plan.release or {}) do
    if redis.call('HGET', key.talking, agentId) == plan.id then
      redis.call('HDEL', key.talking, agentId)
      tell(agentId, nil)
    end
  end
  for _, agentId in ipairs(plan.occupy or {}) do
    redis.call('HSET', key.talking, agentId, plan.id)
    tell(agentId, plan.id)
  end

  local function index(set, score)
    if score == cjson.null then redis.call('ZREM', set, plan.id) else redis.call('ZADD', set, score, plan.id) end
  end
  if plan.recordings then
    index(key.recordings, plan.recordings.at)
    index(key.unsettled, plan.recordings.unsettled)
  end

  local message = plan.voicemail
  if not message then return end
  if message.at == cjson.null then
    redis.call('ZREM', key.voicemails, plan.id)
    redis.call('HDEL', key.record, 'voicemail')
  else
    redis.call('ZADD', key.voicemails, message.at, plan.id)
    redis.call('HSET', key.record, 'voicemail', message.view)
  end
  redis.call(message.unheard and 'SADD' or 'SREM', key.unheard, plan.id)
  appendAlso('voicemail', '{"callSid":"' .. plan.id .. '","voicemail":' .. message.view .. ',"unheard":'
    .. redis.call('SCARD', key.unheard) .. '}')
end

-- include ../durable/commit.lua
