-- Appends an entry to the audit log, and drops what is too old or too much.
--
-- key    entries (stream: d (StoredEntry, JSON))
-- arg    entry (JSON), most (entries that stay), keptMs
-- result id of the entry

local now = redis.call('TIME')
local id = redis.call('XADD', key.entries, 'MAXLEN', arg.most, '*', 'd', arg.entry)
redis.call('XTRIM', key.entries, 'MINID', string.format('%d', now[1] * 1000 - arg.keptMs))
redis.call('PEXPIRE', key.entries, arg.keptMs)
return id
