import type { RecordingSettings } from '../../coordinator/protocol/office/settings.ts'
import type { Words } from '../language/text.ts'

interface NothingShown {
  isFiltered: boolean
  /** Only recordings of the agent's own calls are looked for. */
  isOwn: boolean
  rules: Pick<RecordingSettings, 'inbound' | 'outbound'> | undefined
}

/** Why no recording is shown. There may have been some: they are deleted by hand, and after a time. */
export function nothingWords({ isFiltered, isOwn, rules }: NothingShown): Words {
  if (isFiltered) return 'recordings.noMatch'
  if (rules?.inbound === 'never' && rules.outbound === 'never') return 'recordings.never'
  return isOwn ? 'recordings.noneOfYours' : 'recordings.none'
}
