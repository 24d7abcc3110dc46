-- Opens a session, drops the expired ones from the index, and closes the agent's oldest sessions when there are too many.
--
-- key    session (string), index (sorted set: agent:hash -> when the session expires, ms),
--        lastSeen (hash: agent -> ms)
-- arg    stored (JSON), lifeMs, agentId, hash, expiresAt (ms), now (ms), prefix (of the sessions' keys), most (of one agent)
-- result hashes of the sessions that were closed
-- Keys of sessions are built from the index: they share the site's hash tag, and so its cluster slot.

local agent = arg.agentId .. ':'
redis.call('SET', key.session, arg.stored, 'PX', arg.lifeMs)
redis.call('HSET', key.lastSeen, arg.agentId, arg.now)
redis.call('ZREMRANGEBYSCORE', key.index, '-inf', arg.now)
redis.call('ZADD', key.index, arg.expiresAt, agent .. arg.hash)
local hashes = {}
for _, member in ipairs(redis.call('ZRANGE', key.index, 0, -1)) do
  if string.sub(member, 1, #agent) == agent then table.insert(hashes, string.sub(member, #agent + 1)) end
end
local closed = {}
for n = 1, #hashes - tonumber(arg.most) do
  redis.call('DEL', arg.prefix .. hashes[n])
  redis.call('ZREM', key.index, agent .. hashes[n])
  table.insert(closed, hashes[n])
end
return closed
