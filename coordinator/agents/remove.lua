-- Removes an agent from the desk.
--
-- key    record, requests, history (of the agent), roster (hash: agent -> view without its call),
--        agentRevs (hash: agent -> rev of its view; it stays, and counts on if the agent is added again), feed
-- arg    agentId
-- result 1, or 0 when there was no such agent

-- include ../durable/feed-append.lua
-- include ./agent-entry.lua

local known = redis.call('HGET', key.roster, arg.agentId)
redis.call('DEL', key.record, key.requests, key.history)
if not known then return 0 end
redis.call('HDEL', key.roster, arg.agentId)
append('agent', string.sub(agentEntry(arg.agentId, known, nil, 1), 1, -2) .. ',"gone":true}')
return 1
