-- A process says that it still tries its commands, and asks which commands nobody tries any more.
--
-- key    owed (sorted set: id -> when a process last said that it tries it, or when it is to be tried again, ms)
-- arg    now, lostBefore (ms), most (how many lost ones it wants)
-- ARGV   behind those: ids of its commands
-- result ids of lost commands, those that have been lost for longest first

for n = 4, #ARGV do
  local at = redis.call('ZSCORE', key.owed, ARGV[n])
  if at and tonumber(at) < tonumber(arg.now) then redis.call('ZADD', key.owed, arg.now, ARGV[n]) end
end
return redis.call('ZRANGEBYSCORE', key.owed, '-inf', arg.lostBefore, 'LIMIT', 0, arg.most)
