-- An ended call as a backup keeps it.
--
-- key    record (hash), history (list), voicemails, recordings (sorted sets), unheard (set)
-- arg    callSid
-- result fields and values of the record, the timeline, ms until both expire (below 0: never, or they are gone), when the
--        message was left (ms; '' for none), 1 if nobody has heard it, when the first recording began (ms; '' for none)

return {
  redis.call('HGETALL', key.record),
  redis.call('LRANGE', key.history, 0, -1),
  redis.call('PTTL', key.record),
  redis.call('ZSCORE', key.voicemails, arg.callSid) or '',
  redis.call('SISMEMBER', key.unheard, arg.callSid),
  redis.call('ZSCORE', key.recordings, arg.callSid) or '',
}
