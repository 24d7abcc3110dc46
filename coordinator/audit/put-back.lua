-- Puts entries of the audit log back among those that are there. A stream takes entries in the order of their ids only, so
-- all of them are written again.
--
-- key    entries (stream: d (StoredEntry, JSON))
-- arg    most (entries that stay), keptMs
-- ARGV   3…: ids and entries, by turns
-- result how many entries there are now

local entries, known = {}, {}

local function keep(id, entry)
  if known[id] then return end
  known[id] = true
  local ms, n = string.match(id, '^(%d+)-(%d+)$')
  table.insert(entries, { id = id, entry = entry, ms = tonumber(ms), n = tonumber(n) })
end

for _, one in ipairs(redis.call('XRANGE', key.entries, '-', '+')) do keep(one[1], one[2][2]) end
for n = 3, #ARGV, 2 do keep(ARGV[n], ARGV[n + 1]) end
table.sort(entries, function(a, b) return a.ms < b.ms or (a.ms == b.ms and a.n < b.n) end)
redis.call('DEL', key.entries)
for _, one in ipairs(entries) do redis.call('XADD', key.entries, 'MAXLEN', arg.most, one.id, 'd', one.entry) end
if #entries > 0 then redis.call('PEXPIRE', key.entries, arg.keptMs) end
return #entries
