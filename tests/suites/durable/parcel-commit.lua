-- One change of one parcel in a locker with three compartments. What it shares with all actors: durable/commit.lua.
--
-- key       compartments (hash: compartment -> parcel)
-- plan      take (compartment), leave (compartment)
-- conflicts {taken, the lowest free compartment; '' when there is none}

-- include ../../../coordinator/durable/feed-append.lua

local function check(plan)
  local other = plan.take and redis.call('HGET', key.compartments, plan.take)
  if not other or other == plan.id then return nil end
  for free = 1, 3 do
    if redis.call('HEXISTS', key.compartments, free) == 0 then return { 'taken', tostring(free) } end
  end
  return { 'taken', '' }
end

local function feedEntry() return 'parcel', arg.view end

local function write(plan, appendAlso)
  if plan.leave then redis.call('HDEL', key.compartments, plan.leave) end
  if plan.take then redis.call('HSET', key.compartments, plan.take, plan.id) end
  if redis.call('HLEN', key.compartments) == 3 then appendAlso('locker', '{"full":true}') end
end

-- include ../../../coordinator/durable/commit.lua
