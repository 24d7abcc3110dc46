-- Changes some contacts, or many: all of them, or none.
--
-- key    contacts (hash: id -> Contact as JSON), contactsState (hash: rev, counts up by one with each change of any contact;
--        last, the token of the last change), feed
-- arg    token (of this change), before (rev of all contacts on which the change was decided; '' when only the contact itself
--        counts), id and rev ('' unless the change is of one contact: its rev on which the change was decided, 0 for a new
--        one), most (how many contacts there may be), change (ContactsChange without its rev, JSON object, for the feed)
-- ARGV   7…: pairs of id and Contact as JSON; '' deletes the contact
-- result {stale} | {full} | {ok, rev of all contacts, end of the feed before, id of the entry, the entry}

-- include ../durable/feed-append.lua

local FIRST = 7
-- Lua passes a few thousand values at most.
local AT_ONCE = 2000

local state = redis.call('HMGET', key.contactsState, 'rev', 'last')
-- The connection was lost after the change, and it is sent again.
local again = state[2] == arg.token
if not again and arg.before ~= '' and arg.before ~= (state[1] or '0') then return { 'stale' } end
if not again and arg.id ~= '' then
  local stored = redis.call('HGET', key.contacts, arg.id)
  if (stored and cjson.decode(stored).rev or 0) ~= tonumber(arg.rev) then return { 'stale' } end
end
local set, removed, grows = {}, {}, 0
for at = FIRST, #ARGV, 2 do
  if ARGV[at + 1] == '' then
    table.insert(removed, ARGV[at])
  else
    table.insert(set, ARGV[at])
    table.insert(set, ARGV[at + 1])
    if redis.call('HEXISTS', key.contacts, ARGV[at]) == 0 then grows = grows + 1 end
  end
end
if grows > 0 and redis.call('HLEN', key.contacts) + grows > tonumber(arg.most) then return { 'full' } end
for at = 1, #set, AT_ONCE do
  redis.call('HSET', key.contacts, unpack(set, at, math.min(at + AT_ONCE - 1, #set)))
end
for _, id in ipairs(removed) do redis.call('HDEL', key.contacts, id) end
redis.call('HSET', key.contactsState, 'last', arg.token)
local rev = redis.call('HINCRBY', key.contactsState, 'rev', 1)
local entry = '{"rev":' .. rev .. ',' .. string.sub(arg.change, 2)
return { 'ok', tostring(rev), feedEnd(), append('contacts', entry), entry }
