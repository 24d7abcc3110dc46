-- Takes commands off the outbox that are done.
--
-- KEYS   1 outbox  2 owed
-- ARGV   id and time of the commit (ms) of each command, in turn. After a failover that lost a commit, another one may
--        have the id: what is stored with another time is still owed.
-- result how many were taken off

local taken = 0
for n = 1, #ARGV, 2 do
  local stored = redis.call('HGET', KEYS[1], ARGV[n])
  if stored and cjson.decode(stored).at == tonumber(ARGV[n + 1]) then
    redis.call('HDEL', KEYS[1], ARGV[n])
    redis.call('ZREM', KEYS[2], ARGV[n])
    taken = taken + 1
  end
end
return taken
