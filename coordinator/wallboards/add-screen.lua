-- Stores a screen, if there is room for one more.
--
-- key    screens (hash: id -> StoredScreen as JSON)
-- arg    id, screen (JSON), most
-- result 1; 0 when there are as many as there may be

if redis.call('HEXISTS', key.screens, arg.id) == 0 and redis.call('HLEN', key.screens) >= tonumber(arg.most) then return 0 end
redis.call('HSET', key.screens, arg.id, arg.screen)
return 1
