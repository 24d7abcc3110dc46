-- Replaces a stored call with the result of a migration step, unless the call has changed since it was read.
--
-- key    call (hash)
-- arg    rev (that it was read at), version, snapshot, timers, view
-- result 1, or 0 when the call has changed or is gone

if redis.call('HGET', key.call, 'rev') ~= arg.rev then return 0 end
redis.call('HSET', key.call, 'version', arg.version, 'snapshot', arg.snapshot, 'timers', arg.timers, 'view', arg.view)
return 1
