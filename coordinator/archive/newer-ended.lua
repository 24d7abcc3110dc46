-- Looks among some ended calls for one that a newer version has written.
--
-- key    ended
-- arg    callPrefix (of the calls' keys), version (of this process's call machine), from, to (when they ended, as
--        ZRANGEBYSCORE takes it), offset, most (how many are looked at)
-- result {how many calls were looked at, 1 if there is a newer one}

local callSids = redis.call('ZRANGEBYSCORE', key.ended, arg.from, arg.to, 'LIMIT', arg.offset, arg.most)
for _, callSid in ipairs(callSids) do
  local version = redis.call('HGET', arg.callPrefix .. callSid, 'version')
  if version and tonumber(version) > tonumber(arg.version) then return { #callSids, 1 } end
end
return { #callSids, 0 }
