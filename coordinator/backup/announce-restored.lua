-- Tells every coordinator that a backup was put back, so that it reads again what it has in memory.
--
-- key    feed
-- result id of the entry

-- include ../durable/feed-append.lua

return append('restored', '{}')
