-- The whole desk at one instant, and the position in the feed that it stands for.
--
-- key    live, roster, talking, agentRevs, feed, epoch, unheard, office, settings, groups
-- arg    callPrefix (of the calls' keys), newEpoch (used if there is none)
-- result {epoch, id of the last entry, {view, ...}, {agentId, roster entry, ...}, {agentId, callSid, ...}, {agentId, rev, ...},
--         {id, {field, value, ...}} of the newest entries, newest first, number of messages that nobody has heard,
--         office, settings, groups ('' when they were never changed)}

redis.call('SET', key.epoch, arg.newEpoch, 'NX')
local recent = redis.call('XREVRANGE', key.feed, '+', '-', 'COUNT', 1000)
local views = {}
for _, callSid in ipairs(redis.call('ZRANGE', key.live, 0, -1)) do
  local view = redis.call('HGET', arg.callPrefix .. callSid, 'view')
  if view then table.insert(views, view) end
end
return {
  redis.call('GET', key.epoch),
  recent[1] and recent[1][1] or '0-0',
  views,
  redis.call('HGETALL', key.roster),
  redis.call('HGETALL', key.talking),
  redis.call('HGETALL', key.agentRevs),
  recent,
  redis.call('SCARD', key.unheard),
  redis.call('HGET', key.office, 'settings') or '',
  redis.call('HGET', key.settings, 'settings') or '',
  redis.call('HGET', key.groups, 'settings') or '',
}
