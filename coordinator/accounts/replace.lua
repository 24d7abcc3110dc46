-- Replaces an account unless it has changed since it was read.
--
-- key    accounts (hash: agent -> JSON)
-- arg    agentId, before (the account as it was read; '' when there was none), after
-- result 1, or 0 when it has changed since it was read

if (redis.call('HGET', key.accounts, arg.agentId) or '') ~= arg.before then return 0 end
redis.call('HSET', key.accounts, arg.agentId, arg.after)
return 1
