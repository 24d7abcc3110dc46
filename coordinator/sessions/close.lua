-- Closes one session of an agent, all of them, or all but one.
--
-- key    index (sorted set: agent:hash -> when the session expires, ms)
-- arg    prefix (of the sessions' keys), agentId, hash (of the session to close; '' for all), except ('' for none), now (ms)
-- result how many sessions the agent still has, and the hashes of those that were closed
-- Keys of sessions are built from the index: they share the site's hash tag, and so its cluster slot.

local closed, left = {}, 0
local agent = arg.agentId .. ':'
redis.call('ZREMRANGEBYSCORE', key.index, '-inf', arg.now)
for _, member in ipairs(redis.call('ZRANGE', key.index, 0, -1)) do
  if string.sub(member, 1, #agent) == agent then
    local hash = string.sub(member, #agent + 1)
    if hash ~= arg.except and (arg.hash == '' or arg.hash == hash) then
      redis.call('DEL', arg.prefix .. hash)
      redis.call('ZREM', key.index, member)
      table.insert(closed, hash)
    else
      left = left + 1
    end
  end
end
return { left, closed }
