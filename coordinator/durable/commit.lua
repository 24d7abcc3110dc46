-- One change of one actor: recognise a repeated request, compare, check, write, append to the feed.
--
-- A kind of actor includes this at the end of its own script, after durable/feed-append.lua. Before it, the kind defines
--   check(plan)            nil, or why the change cannot be: {reason, ...}
--   feedEntry(plan)        kind and JSON of its entry in the feed; the kind is nil when the entry is not to be appended
--   write(plan, appendAlso)  what it writes beside the actor; appendAlso(kind, json) appends one more entry to the feed
--
-- key  record (hash), requests (hash), history (list), feed, timers (sorted set), outbox (hash), owed (sorted set)
-- arg  rev, at    of the record that was decided on, at in ms. 0 and '' if there must be none. After a failover one rev can
--                 have been given to two changes: the time tells them apart
--      request    key of the request, '' for none
--      keyKind    c (command), w (webhook) or n (none): of each kind the oldest keys are dropped first
--      refusal    the answer to remember for a refused request; '' for a change
--      now        ms
--      snapshot, timers, view, entry (of the history), version (of the machine)
--      plan       JSON: id, addTimers [[member, dueAt]], dropTimers [member], commands [[id, command]], expireMs (when the
--                 record is over), and what the kind adds; what is empty is left out
-- result {seen, answer} | {stale, rev, at, snapshot, timers, view, version} | {refused} | {conflict, reason, ...}
--        | {ok, ...}, and then
--          id of the last entry in the feed before this commit
--          id of the actor's entry; '' when it was not appended
--          JSON of the actor's entry; '' when it is the view
--          kind, id and JSON of each further entry

local MOST_REQUESTS = 64
local LONGEST_HISTORY = 1000
-- Nobody sends a request again an hour after the actor was over.
local ANSWERS_KEPT_MS = 3600000

local request = arg.keyKind .. ':' .. arg.request
if arg.request ~= '' then
  local answer = redis.call('HGET', key.requests, request)
  if answer then return { 'seen', answer } end
end

local known = redis.call('HMGET', key.record, 'rev', 'at')
local rev = tonumber(known[1] or '0')
if rev ~= tonumber(arg.rev) or (known[2] or '') ~= arg.at then
  local r = redis.call('HMGET', key.record, 'rev', 'at', 'snapshot', 'timers', 'view', 'version')
  return { 'stale', r[1] or '0', r[2], r[3], r[4], r[5], r[6] }
end

local function remember(answer)
  if arg.request == '' then return end
  local n = redis.call('HINCRBY', key.requests, arg.keyKind .. '#', 1)
  local position = arg.keyKind .. '#' .. n % MOST_REQUESTS
  local oldest = n > MOST_REQUESTS and redis.call('HGET', key.requests, position)
  if oldest then redis.call('HDEL', key.requests, oldest) end
  redis.call('HSET', key.requests, position, request, request, answer)
end

-- leftMs: until the record is over
local function expireAnswers(leftMs)
  redis.call('PEXPIRE', key.requests, math.min(leftMs, ANSWERS_KEPT_MS))
end

-- The event that one agent has caused most often loses the older half of its entries. So who repeats something pushes out
-- nothing else, neither of others nor of their own.
local function shorten(history)
  local entriesOf, most = {}, {}
  for _, json in ipairs(redis.call('LRANGE', history, 0, -1)) do
    local entry = cjson.decode(json)
    local what = tostring(entry.event) .. ' ' .. tostring(entry.by)
    local same = entriesOf[what] or {}
    entriesOf[what] = same
    table.insert(same, json)
    if #same > #most then most = same end
  end
  for n = 1, math.ceil(#most / 2) do redis.call('LREM', history, 1, most[n]) end
end

local plan = cjson.decode(arg.plan)

if arg.refusal ~= '' then
  for _, member in ipairs(plan.dropTimers or {}) do redis.call('ZREM', key.timers, member) end
  remember(arg.refusal)
  local leftMs = redis.call('PTTL', key.record)
  if leftMs > 0 then expireAnswers(leftMs) end
  return { 'refused' }
end

local conflict = check(plan)
if conflict then return { 'conflict', unpack(conflict) } end

redis.call('HSET', key.record, 'rev', rev + 1, 'at', arg.now, 'version', arg.version,
  'snapshot', arg.snapshot, 'timers', arg.timers, 'view', arg.view)
if redis.call('RPUSH', key.history, arg.entry) > LONGEST_HISTORY then
  shorten(key.history)
end
-- Without a key nobody will ask for the answer: it only matters that the request was carried out.
remember(arg.keyKind == 'n' and '' or '{"ok":true,"code":null,"view":' .. arg.view .. '}')

for _, member in ipairs(plan.dropTimers or {}) do redis.call('ZREM', key.timers, member) end
for _, timer in ipairs(plan.addTimers or {}) do redis.call('ZADD', key.timers, timer[2], timer[1]) end
for _, command in ipairs(plan.commands or {}) do
  redis.call('HSET', key.outbox, command[1], command[2])
  redis.call('ZADD', key.owed, arg.now, command[1])
end
if plan.expireMs then
  -- Who reads an actor that is over derives its view from the snapshot: it is read seldom, and kept for long.
  redis.call('HDEL', key.record, 'view')
  for _, name in ipairs({ key.record, key.history }) do redis.call('PEXPIRE', name, plan.expireMs) end
  expireAnswers(plan.expireMs)
end

local result = { 'ok', feedEnd(), '', '' }
local kind, json = feedEntry(plan)
if kind then result[3] = append(kind, json) end
if json ~= arg.view then result[4] = json end
write(plan, function(otherKind, otherJson)
  table.insert(result, otherKind)
  table.insert(result, append(otherKind, otherJson))
  table.insert(result, otherJson)
end)
return result
