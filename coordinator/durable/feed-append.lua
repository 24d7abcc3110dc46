-- Appends to the feed; the one place where that is written. Needs key.feed.
-- feedEnd() before the first append: id of the last entry, '0-0' when there is none. A process that has shown everything
-- up to that entry may show the appended ones at once.

local function feedEnd()
  local last = redis.call('XREVRANGE', key.feed, '+', '-', 'COUNT', 1)
  return last[1] and last[1][1] or '0-0'
end

local function append(kind, json)
  return redis.call('XADD', key.feed, 'MAXLEN', '~', 10000, '*', 't', kind, 'd', json)
end
