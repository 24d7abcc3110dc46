import type { Role } from '../../machines/ids.ts'
import type { CallView } from './call-view.ts'
import type { RecordingSettings } from './office/settings.ts'

/** Whether a person may hear the recordings of a call. */
export function mayHear(
  heardBy: RecordingSettings['heardBy'],
  { agentId, role }: { agentId: string; role: Role },
  { talkedBy }: Pick<CallView, 'talkedBy'>,
): boolean {
  if (role === 'supervisor' || role === 'admin') return true
  if (role !== 'agent') return false
  return heardBy === 'everybody' || (heardBy === 'own' && talkedBy.includes(agentId))
}

/** Whether there can be recordings that the person may hear. */
export const mayHearSome = (heardBy: RecordingSettings['heardBy'], role: Role): boolean =>
  role === 'supervisor' || role === 'admin' || (role === 'agent' && heardBy !== 'supervisors')
