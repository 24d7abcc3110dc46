-- Opens a session, forgets the expired ones of the index, and closes the agent's oldest when there are too many.
-- KEYS[1] the session   KEYS[2] the index of sessions
-- ARGV[1] JSON   ARGV[2] its life in ms   ARGV[3] agent   ARGV[4] hash of the session   ARGV[5] expiry (ms)
-- ARGV[6] now (ms)   ARGV[7] prefix of the sessions' keys   ARGV[8] most sessions of one agent
-- Result: the hashes of those that were closed.
-- Keys of sessions are made from the index: they share the site's hash tag, and so its cluster slot.
local agent = ARGV[3] .. ':'
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[6])
redis.call('ZADD', KEYS[2], ARGV[5], agent .. ARGV[4])
local hashes = {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  if string.sub(member, 1, #agent) == agent then table.insert(hashes, string.sub(member, #agent + 1)) end
end
local closed = {}
for n = 1, #hashes - tonumber(ARGV[8]) do
  redis.call('DEL', ARGV[7] .. hashes[n])
  redis.call('ZREM', KEYS[2], agent .. hashes[n])
  table.insert(closed, hashes[n])
end
return closed
