-- One change of one agent's presence. What it shares with all actors: durable/commit.lua.
--
-- key   roster (hash: agent -> view without its call), talking (hash: agent -> call),
--       agentRevs (hash: agent -> rev of its view)
-- plan  silent (nothing that a desk shows has changed)

-- include ../durable/feed-append.lua
-- include ./agent-entry.lua

local function check() return nil end

local function feedEntry(plan)
  local json = agentEntry(plan.id, arg.view, redis.call('HGET', key.talking, plan.id), plan.silent and 0 or 1)
  return not plan.silent and 'agent' or nil, json
end

local function write(plan)
  redis.call('HSET', key.roster, plan.id, arg.view)
end

-- include ../durable/commit.lua
