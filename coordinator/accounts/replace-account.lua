-- Replaces an account unless it has changed since it was read. An enabled admin stays one while there is no other who can
-- sign in: enabled, and with a password that lasts. Who signs in by the OpenID provider does not count: it may be away.
--
-- key    accounts (hash: agent -> StoredAccount, JSON)
-- arg    agentId, before (as it was read; '' when there was none), after ('': the account is removed)
-- result 'done', 'changed', or 'onlyAdmin'

local function read(text)
  local account = text == '' and {} or cjson.decode(text)
  local hasPassword = account.identity == nil or account.identity == cjson.null
  local isAdmin = account.role == 'admin' and not account.disabled and hasPassword
  local lasts = account.temporaryUntil == nil or account.temporaryUntil == cjson.null
  return { isAdmin = isAdmin, letsPeopleIn = isAdmin and lasts }
end

local function anotherLetsPeopleIn()
  local accounts = redis.call('HGETALL', key.accounts)
  for n = 1, #accounts, 2 do
    if accounts[n] ~= arg.agentId and read(accounts[n + 1]).letsPeopleIn then return true end
  end
  return false
end

if (redis.call('HGET', key.accounts, arg.agentId) or '') ~= arg.before then return 'changed' end
local before, after = read(arg.before), read(arg.after)
local loses = (before.isAdmin and not after.isAdmin) or (before.letsPeopleIn and not after.letsPeopleIn)
if loses and not anotherLetsPeopleIn() then return 'onlyAdmin' end
if arg.after == '' then
  redis.call('HDEL', key.accounts, arg.agentId)
else
  redis.call('HSET', key.accounts, arg.agentId, arg.after)
end
return 'done'
