-- An agent's entry in the feed: what the roster keeps of the agent, and the call on which the agent talks.
-- callSid: nil for none. The roster's JSON is not decoded: that would cost more than the rest of a commit.

local function agentEntry(known, callSid)
  return string.sub(known, 1, -2) .. ',"callSid":' .. (callSid and '"' .. callSid .. '"' or 'null') .. '}'
end
