-- Removes commands that are done from the outbox.
--
-- key    outbox (hash: id -> command), owed (sorted set: id -> when it is tried, ms)
-- ARGV   id and time of the commit (ms) of each command, in turn. After a failover that lost a commit, another command may
--        have the id: one that was committed at another time stays
-- result how many were removed

local removed = 0
for n = 1, #ARGV, 2 do
  local stored = redis.call('HGET', key.outbox, ARGV[n])
  if stored and cjson.decode(stored).at == tonumber(ARGV[n + 1]) then
    redis.call('HDEL', key.outbox, ARGV[n])
    redis.call('ZREM', key.owed, ARGV[n])
    removed = removed + 1
  end
end
return removed
