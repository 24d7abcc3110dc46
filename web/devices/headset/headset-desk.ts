import type { CallCommand } from '../../../coordinator/protocol/call-commands.ts'
import type { DeskStore } from '../../feed/desk-store.ts'
import type { StreamStore } from '../../feed/stream-store.ts'
import type { Softphone } from '../../softphone/softphone.ts'

/** What the keys and lights of a headset need of the desk. */
export interface HeadsetDesk {
  desk: DeskStore
  softphone: Softphone
  stream: StreamStore
  command: (callSid: string, command: CallCommand) => Promise<boolean>
  /** The agent at this desk. */
  me: string
}
