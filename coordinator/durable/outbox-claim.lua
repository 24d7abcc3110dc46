-- Takes a command up, for a process that is going to try it. One process at a time tries a command.
--
-- key    outbox (hash: id -> command), owed (sorted set: id -> when a process last said that it tries it, or when it is to be
--        tried again, ms)
-- arg    id, now (ms)
--        lostBefore (ms)  a command with no sign of life since then is lost: any process that asks may have it
--        dueAt            '' or the time (ms) until which it was postponed: a retry asks, and nobody has had it since
-- result the command; nil when it is done, or another process tries it

local command = redis.call('HGET', key.outbox, arg.id)
local at = redis.call('ZSCORE', key.owed, arg.id)
if not command or not at then return nil end
if tonumber(at) > tonumber(arg.lostBefore) and tonumber(at) ~= tonumber(arg.dueAt) then return nil end
redis.call('ZADD', key.owed, arg.now, arg.id)
return command
