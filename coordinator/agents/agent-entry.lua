-- An agent's entry in the feed: what the roster keeps of the agent, and the call on which the agent talks.
-- callSid: nil for none. by: 1 when the view changes, 0 when it is only read. The roster's JSON is not decoded: that would cost more than the rest of a commit.

local function agentEntry(agentId, known, callSid, by)
  local rev = redis.call('HINCRBY', key.agentRevs, agentId, by)
  return string.sub(known, 1, -2) .. ',"callSid":' .. (callSid and '"' .. callSid .. '"' or 'null')
    .. ',"viewRev":' .. rev .. '}'
end
