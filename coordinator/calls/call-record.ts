import { CALL_MACHINE_VERSION, callMachine } from '../../machines/call/machine.ts'
import { type ActorRecord, recordFrom } from '../durable/actor-record.ts'
import type { Upgrade } from '../durable/stored-record.ts'
import { CallView } from '../protocol/call-view.ts'
import type { CallTypes } from './call-types.ts'
import { toCallView } from './view.ts'

export type CallRecord = ActorRecord<CallTypes>

/** What is needed to read a stored call. */
export const callFormat = (upgrade: Upgrade, machine = callMachine) => ({
  machine,
  version: CALL_MACHINE_VERSION,
  upgrade,
  view: CallView,
  viewOf: toCallView,
})

/**
 * A call from the fields of its hash, in the order of `RECORD_FIELDS`; null when there is none.
 * @throws ActorIsNewer
 */
export const callRecordFrom = (
  callSid: string,
  fields: readonly unknown[],
  upgrade: Upgrade,
): CallRecord | null => recordFrom<CallTypes>(callFormat(upgrade), callSid, fields)
