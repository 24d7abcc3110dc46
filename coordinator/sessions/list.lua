-- Reads the sessions of an agent.
--
-- key    index (sorted set: agent:hash -> when the session expires, ms)
-- arg    prefix (of the sessions' keys), agentId, now (ms)
-- result hash and stored session (JSON) of each, one after the other
-- Keys of sessions are built from the index: they share the site's hash tag, and so its cluster slot.

local found = {}
local agent = arg.agentId .. ':'
for _, member in ipairs(redis.call('ZRANGE', key.index, '(' .. arg.now, '+inf', 'BYSCORE')) do
  if string.sub(member, 1, #agent) == agent then
    local hash = string.sub(member, #agent + 1)
    local stored = redis.call('GET', arg.prefix .. hash)
    if stored then
      table.insert(found, hash)
      table.insert(found, stored)
    end
  end
end
return found
