-- Closes one session of an agent, or all of them.
-- KEYS[1] the index of sessions
-- ARGV[1] prefix of the sessions' keys   ARGV[2] agent   ARGV[3] hash of the one to close, '' for all   ARGV[4] now (ms)
-- Result: {sessions closed, sessions left to the agent}
-- Keys of sessions are made from the index: they share the site's hash tag, and so its cluster slot.
local closed, left = 0, 0
local agent = ARGV[2] .. ':'
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[4])
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(member, 1, #agent) == agent then
    local hash = string.sub(member, #agent + 1)
    if ARGV[3] == '' or ARGV[3] == hash then
      redis.call('DEL', ARGV[1] .. hash)
      redis.call('ZREM', KEYS[1], member)
      closed = closed + 1
    else
      left = left + 1
    end
  end
end
return { closed, left }
