-- Counts a name that fails to sign in from a network: each name once.
--
-- key    names (set)
-- arg    name, most, windowMs
-- result { 1, 0 } counted now, { 0, 0 } counted before, or { -1, ms until the set expires } when it is full

local expires = redis.call('PTTL', key.names)
if redis.call('SCARD', key.names) >= tonumber(arg.most) then return { -1, math.max(expires, 0) } end
local added = redis.call('SADD', key.names, arg.name)
if expires < 0 then redis.call('PEXPIRE', key.names, arg.windowMs) end
return { added, 0 }
