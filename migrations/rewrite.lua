-- Replaces a call by what a migration step made of it.
--
-- key    call (hash)
-- arg    rev (that it was read at), version, snapshot, timers, view
-- result 1, or 0 when the call changed, or was removed, since it was read

if redis.call('HGET', key.call, 'rev') ~= arg.rev then return 0 end
redis.call('HSET', key.call, 'version', arg.version, 'snapshot', arg.snapshot, 'timers', arg.timers, 'view', arg.view)
return 1
