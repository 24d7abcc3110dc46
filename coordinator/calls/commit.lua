-- One change of one call: compare, check what must hold across calls, write, append to the feed.
--
-- KEYS   1 call  2 seen  3 history  4 feed  5 talking  6 lot  7 live  8 timers  9 outbox  10 owed
--        11 legs  12 roster  13 ended  14 voicemails  15 unheard  16 over
-- ARGV   1 rev that the decision was made on; 0: the call must be new
--        2 key of the request ('' for none)  3 ring of that key: c (command), w (webhook) or n (no key of anybody's)
--        4 answer to remember under the key of a refusal; a change's is made from its view
--        5 change | refuse  6 now (ms)
--        7 snapshot  8 timers  9 view  10 history entry  11 machine version  12 plan (JSON):
--          callSid, occupy[], release[], needs, takeSlot, leaveSlot, lowest, addTimers[[member, dueAt]],
--          dropTimers[], owe[[id, command]], addLegs[], dropLegs[], ended, heard (of Twilio), keepMs,
--          voicemail {at (null: no message any more), unheard, view}, unlessOver; what is empty is not there
--        13 when that rev became so (ms); '' for a new call. After a failover that lost it, another
--          coordinator may have made the same rev of something else.
-- result {over} | {seen, answer} | {stale, rev, at, snapshot, timers, view, version} | {busy, agentId, callSid} | {away, agentId}
--        | {slot, taken slot, ...} | {refused} | {ok, id before, id of the call's entry, then of each other entry: kind, id, data}

local seenKey = ARGV[2]
if seenKey ~= '' then
  local answer = redis.call('HGET', KEYS[2], ARGV[3] .. ':' .. seenKey)
  if answer then return { 'seen', answer } end
end

local known = redis.call('HMGET', KEYS[1], 'rev', 'at')
local rev = tonumber(known[1] or '0')
if rev ~= tonumber(ARGV[1]) or (known[2] or '') ~= ARGV[13] then
  local r = redis.call('HMGET', KEYS[1], 'rev', 'at', 'snapshot', 'timers', 'view', 'version')
  return { 'stale', r[1] or '0', r[2], r[3], r[4], r[5], r[6] }
end

local function remember(answer)
  if seenKey == '' then return end
  local n = redis.call('HINCRBY', KEYS[2], ARGV[3] .. '#', 1)
  local place = ARGV[3] .. '#' .. n % 64
  local old = n > 64 and redis.call('HGET', KEYS[2], place)
  if old then redis.call('HDEL', KEYS[2], old) end
  redis.call('HSET', KEYS[2], place, ARGV[3] .. ':' .. seenKey, ARGV[3] .. ':' .. seenKey, answer)
end

local plan = cjson.decode(ARGV[12])
local none = {}

if plan.unlessOver and redis.call('ZSCORE', KEYS[16], plan.callSid) then return { 'over' } end

if ARGV[5] == 'refuse' then
  for _, member in ipairs(plan.dropTimers or none) do redis.call('ZREM', KEYS[8], member) end
  remember(ARGV[4])
  return { 'refused' }
end

for _, agentId in ipairs(plan.occupy or none) do
  local other = redis.call('HGET', KEYS[5], agentId)
  if other and other ~= plan.callSid then return { 'busy', agentId, other } end
end

if plan.needs then
  local known = redis.call('HGET', KEYS[12], plan.needs)
  local away = known and cjson.decode(known).presence ~= 'available'
  if away or redis.call('HEXISTS', KEYS[5], plan.needs) == 1 then return { 'away', plan.needs } end
end

local slot = plan.takeSlot
if slot then
  local free = not redis.call('HGET', KEYS[6], slot)
  if free and plan.lowest then
    for lower = 1, slot - 1 do
      if redis.call('HEXISTS', KEYS[6], lower) == 0 and lower ~= plan.leaveSlot then free = false end
    end
  end
  if not free then
    local answer = redis.call('HKEYS', KEYS[6])
    table.insert(answer, 1, 'slot')
    return answer
  end
end

if plan.leaveSlot then redis.call('HDEL', KEYS[6], plan.leaveSlot) end
if slot then redis.call('HSET', KEYS[6], slot, plan.callSid) end

redis.call('HSET', KEYS[1], 'rev', rev + 1, 'at', ARGV[6], 'version', ARGV[11],
  'snapshot', ARGV[7], 'timers', ARGV[8], 'view', ARGV[9])
if redis.call('RPUSH', KEYS[3], ARGV[10]) > 1000 then redis.call('LTRIM', KEYS[3], -1000, -1) end
remember(ARGV[3] == 'n' and '' or '{"ok":true,"code":null,"view":' .. ARGV[9] .. '}')

for _, member in ipairs(plan.dropTimers or none) do redis.call('ZREM', KEYS[8], member) end
for _, timer in ipairs(plan.addTimers or none) do redis.call('ZADD', KEYS[8], timer[2], timer[1]) end
for _, command in ipairs(plan.owe or none) do
  redis.call('HSET', KEYS[9], command[1], command[2])
  redis.call('ZADD', KEYS[10], ARGV[6], command[1])
end
for _, leg in ipairs(plan.dropLegs or none) do redis.call('HDEL', KEYS[11], leg) end
for _, leg in ipairs(plan.addLegs or none) do redis.call('HSET', KEYS[11], leg, plan.callSid) end

if plan.ended then
  redis.call('ZREM', KEYS[7], plan.callSid)
  redis.call('ZADD', KEYS[13], plan.ended, plan.callSid)
  for key = 1, 3 do redis.call('PEXPIRE', KEYS[key], plan.keepMs) end
elseif plan.heard then
  redis.call('ZADD', KEYS[7], ARGV[6], plan.callSid)
end

local last = redis.call('XREVRANGE', KEYS[4], '+', '-', 'COUNT', 1)
local result = { 'ok', last[1] and last[1][1] or '0-0' }
result[3] = redis.call('XADD', KEYS[4], 'MAXLEN', '~', 10000, '*', 't', 'call', 'd', ARGV[9])

local function add(kind, json)
  table.insert(result, kind)
  table.insert(result, redis.call('XADD', KEYS[4], 'MAXLEN', '~', 10000, '*', 't', kind, 'd', json))
  table.insert(result, json)
end
local function tell(agentId, callSid)
  local known = redis.call('HGET', KEYS[12], agentId)
  if not known then return end
  -- An entry of the roster is an object without its call: to take it apart would cost more than all the rest.
  add('agent', string.sub(known, 1, -2) .. ',"callSid":' .. callSid .. '}')
end
for _, agentId in ipairs(plan.release or none) do
  if redis.call('HGET', KEYS[5], agentId) == plan.callSid then
    redis.call('HDEL', KEYS[5], agentId)
    tell(agentId, 'null')
  end
end
for _, agentId in ipairs(plan.occupy or none) do
  redis.call('HSET', KEYS[5], agentId, plan.callSid)
  tell(agentId, '"' .. plan.callSid .. '"')
end

local message = plan.voicemail
if message then
  if message.at == cjson.null then
    redis.call('ZREM', KEYS[14], plan.callSid)
    redis.call('HDEL', KEYS[1], 'voicemail')
  else
    redis.call('ZADD', KEYS[14], message.at, plan.callSid)
    redis.call('HSET', KEYS[1], 'voicemail', message.view)
  end
  redis.call(message.unheard and 'SADD' or 'SREM', KEYS[15], plan.callSid)
  add('voicemail', '{"callSid":"' .. plan.callSid .. '","voicemail":' .. message.view .. ',"unheard":'
    .. redis.call('SCARD', KEYS[15]) .. '}')
end
return result
