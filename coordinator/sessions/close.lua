-- Closes one session of an agent, or all of them.
--
-- key    index (sorted set: agent:hash -> when the session expires, ms)
-- arg    prefix (of the sessions' keys), agentId, hash (of the session to close; '' for all), now (ms)
-- result {sessions closed, sessions that the agent still has}
-- Keys of sessions are built from the index: they share the site's hash tag, and so its cluster slot.

local closed, left = 0, 0
local agent = arg.agentId .. ':'
redis.call('ZREMRANGEBYSCORE', key.index, '-inf', arg.now)
for _, member in ipairs(redis.call('ZRANGE', key.index, 0, -1)) do
  if string.sub(member, 1, #agent) == agent then
    local hash = string.sub(member, #agent + 1)
    if arg.hash == '' or arg.hash == hash then
      redis.call('DEL', arg.prefix .. hash)
      redis.call('ZREM', key.index, member)
      closed = closed + 1
    else
      left = left + 1
    end
  end
end
return { closed, left }
