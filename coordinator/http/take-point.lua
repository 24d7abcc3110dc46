-- Takes a point of a key, unless none is left. Its window begins with the first point that is taken.
--
-- key    taken (string: how many points are taken)
-- arg    points, windowMs
-- result -1, or ms until the window ends when no point is left

local leftMs = redis.call('PTTL', key.taken)
if tonumber(redis.call('GET', key.taken) or 0) >= tonumber(arg.points) then return math.max(leftMs, 0) end
redis.call('INCR', key.taken)
if leftMs < 0 then redis.call('PEXPIRE', key.taken, arg.windowMs) end
return -1
