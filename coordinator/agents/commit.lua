-- One change of one agent's presence.
--
-- KEYS   1 agent  2 feed  3 roster  4 talking  5 timers
-- ARGV   1 rev that the decision was made on; 0: the agent must be new  2 now (ms)  3 snapshot
--        4 timers  5 machine version  6 agentId  7 roster entry (AgentView without its call, JSON)
--        8 plan (JSON): addTimers[[member, dueAt]], dropTimers[], tell (whether a desk must know)
-- result {stale, rev, at, snapshot, timers, version} | {ok, id before, id of the entry, agent view}; no ids when nobody was told

local rev = tonumber(redis.call('HGET', KEYS[1], 'rev') or '0')
if rev ~= tonumber(ARGV[1]) then
  local r = redis.call('HMGET', KEYS[1], 'rev', 'at', 'snapshot', 'timers', 'version')
  return { 'stale', r[1] or '0', r[2], r[3], r[4], r[5] }
end

local plan = cjson.decode(ARGV[8])
redis.call('HSET', KEYS[1], 'rev', rev + 1, 'at', ARGV[2], 'version', ARGV[5], 'snapshot', ARGV[3],
  'timers', ARGV[4])
redis.call('HSET', KEYS[3], ARGV[6], ARGV[7])
for _, member in ipairs(plan.dropTimers) do redis.call('ZREM', KEYS[5], member) end
for _, timer in ipairs(plan.addTimers) do redis.call('ZADD', KEYS[5], timer[2], timer[1]) end

local view = cjson.decode(ARGV[7])
view.callSid = redis.call('HGET', KEYS[4], ARGV[6]) or cjson.null
local json = cjson.encode(view)
if not plan.tell then return { 'ok', '', '', json } end

local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
local id = redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 't', 'agent', 'd', json)
return { 'ok', last[1] and last[1][1] or '0-0', id, json }
