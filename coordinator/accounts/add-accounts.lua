-- Adds accounts: all of them, or none.
--
-- key    accounts (hash: agent -> StoredAccount, JSON)
-- arg    issuer, subject (of the one account that is added for somebody of an OpenID provider; '' for others)
-- more   agentId and account (JSON) of each, one after the other
-- result the agents of them that there are already, or the agent who has that identity; empty: all were added

local taken = {}
for n = 3, #ARGV, 2 do
  if redis.call('HEXISTS', key.accounts, ARGV[n]) == 1 then table.insert(taken, ARGV[n]) end
end
if arg.subject ~= '' then
  for _, text in ipairs(redis.call('HVALS', key.accounts)) do
    local account = cjson.decode(text)
    local identity = account.identity
    if type(identity) == 'table' and identity.issuer == arg.issuer and identity.subject == arg.subject then
      table.insert(taken, account.agentId)
    end
  end
end
if #taken == 0 then redis.call('HSET', key.accounts, unpack(ARGV, 3)) end
return taken
