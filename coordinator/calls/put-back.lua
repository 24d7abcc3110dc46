-- Puts an ended call back that a backup has kept. A call that is live stays as it is.
--
-- key    record (hash), history (list), live, ended, voicemails, recordings, unsettled (sorted sets), unheard (set)
-- arg    callSid, endedAt (ms), leftMs (until it expires; '' for never), replace (1: also where there is such a call),
--        messageAt (ms; '' for no message), unheard (1: nobody has heard it),
--        recordedAt (ms; '' for no recording),
--        unsettled (ms; '' where Twilio has told of all recordings), fields (how many of ARGV the record takes)
-- ARGV   10…: fields and values of the record, by turns, then the entries of the timeline
-- result 1, or 0 when the call was there

local FIRST = 10

if redis.call('ZSCORE', key.live, arg.callSid) then return 0 end
if arg.replace ~= '1' and redis.call('EXISTS', key.record) == 1 then return 0 end
redis.call('DEL', key.record, key.history)
for n = FIRST, FIRST + arg.fields - 1, 2 do redis.call('HSET', key.record, ARGV[n], ARGV[n + 1]) end
for n = FIRST + arg.fields, #ARGV do redis.call('RPUSH', key.history, ARGV[n]) end
if arg.leftMs ~= '' then
  redis.call('PEXPIRE', key.record, arg.leftMs)
  redis.call('PEXPIRE', key.history, arg.leftMs)
end
redis.call('ZADD', key.ended, arg.endedAt, arg.callSid)
local function index(set, score)
  if score == '' then redis.call('ZREM', set, arg.callSid) else redis.call('ZADD', set, score, arg.callSid) end
end
index(key.voicemails, arg.messageAt)
index(key.recordings, arg.recordedAt)
index(key.unsettled, arg.unsettled)
redis.call(arg.unheard == '1' and 'SADD' or 'SREM', key.unheard, arg.callSid)
return 1
