-- Changes fields of a session that is still open, and when it expires.
--
-- key    session (string), index (sorted set: agent:hash -> when the session expires, ms)
-- arg    changes (JSON), lifeMs, member (of the index), expiresAt (ms)
-- result the session as it is stored now (JSON); '' when it has ended

local stored = redis.call('GET', key.session)
if not stored then return '' end
local session = cjson.decode(stored)
for field, value in pairs(cjson.decode(arg.changes)) do session[field] = value end
stored = cjson.encode(session)
redis.call('SET', key.session, stored, 'PX', arg.lifeMs)
redis.call('ZADD', key.index, arg.expiresAt, arg.member)
return stored
