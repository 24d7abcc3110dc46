-- Gives a point back, if the window in which it was taken still lasts.
--
-- key    taken (string: how many points are taken)
-- arg    -
-- result how many points are taken

if tonumber(redis.call('GET', key.taken) or 0) < 1 then return 0 end
return redis.call('DECR', key.taken)
