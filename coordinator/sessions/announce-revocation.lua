-- Tells every coordinator that sessions are over.
--
-- key    feed
-- arg    revocation (JSON)
-- result id of the entry

-- include ../durable/feed-append.lua

return append('revoked', arg.revocation)
