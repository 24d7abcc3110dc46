-- The whole desk at one instant, and the place in the feed that it stands at.
--
-- KEYS   1 live  2 roster  3 talking  4 feed  5 epoch  6 unheard  7 office
-- ARGV   1 prefix of call keys  2 an epoch to use if there is none
-- result {epoch, last id, {view, ...}, {agentId, roster entry, ...}, {agentId, callSid, ...},
--         {id, {field, value, ...}} of the newest entries, newest first, how many messages nobody has heard,
--         office ('' when it was never changed)}

redis.call('SET', KEYS[5], ARGV[2], 'NX')
local recent = redis.call('XREVRANGE', KEYS[4], '+', '-', 'COUNT', 1000)
local views = {}
for _, callSid in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local view = redis.call('HGET', ARGV[1] .. callSid, 'view')
  if view then table.insert(views, view) end
end
return {
  redis.call('GET', KEYS[5]),
  recent[1] and recent[1][1] or '0-0',
  views,
  redis.call('HGETALL', KEYS[2]),
  redis.call('HGETALL', KEYS[3]),
  recent,
  redis.call('SCARD', KEYS[6]),
  redis.call('HGET', KEYS[7], 'settings') or '',
}
