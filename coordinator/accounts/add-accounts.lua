-- Adds accounts: all of them, or none.
--
-- key    accounts (hash: agent -> StoredAccount, JSON)
-- more   agentId and account (JSON) of each, one after the other
-- result the agents of them that there are already; empty: all were added

local taken = {}
for n = 1, #ARGV, 2 do
  if redis.call('HEXISTS', key.accounts, ARGV[n]) == 1 then table.insert(taken, ARGV[n]) end
end
if #taken == 0 then redis.call('HSET', key.accounts, unpack(ARGV)) end
return taken
