-- Notes a use of a session that is still open, which therefore expires later.
--
-- key    session (string), index (sorted set: agent:hash -> when the session expires, ms), lastSeen (hash: agent -> ms)
-- arg    usedAt (ms), lifeMs, agentId, hash, expiresAt (ms)
-- result the session as it is stored now (JSON); '' when it has ended

local stored = redis.call('GET', key.session)
if not stored then return '' end
local session = cjson.decode(stored)
session.usedAt = tonumber(arg.usedAt)
stored = cjson.encode(session)
redis.call('SET', key.session, stored, 'PX', arg.lifeMs)
redis.call('ZADD', key.index, arg.expiresAt, arg.agentId .. ':' .. arg.hash)
redis.call('HSET', key.lastSeen, arg.agentId, arg.usedAt)
return stored
