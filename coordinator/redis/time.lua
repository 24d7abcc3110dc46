-- The clock of the server that has this site's keys.
--
-- key    feed (only to find the server)
-- result seconds since the epoch, and microseconds

return redis.call('TIME')
