import type { Office } from '../../coordinator/protocol/office/settings.ts'
import { Button } from '../look/button.tsx'

interface ChangedByOtherProps {
  current: Office
  onTake: () => void
  onKeep: () => void
}

/** Another administrator saved while this one was editing: this one decides which changes stay. */
export function ChangedByOther({ current, onTake, onKeep }: ChangedByOtherProps) {
  return (
    <div className="card panel changed-by-other" role="alert">
      <p>
        <b>{current.changedBy?.name ?? 'Somebody'} has saved other changes.</b> Yours are not saved; they are
        still here.
      </p>
      <div className="row">
        <Button className="btn-small" onClick={onTake}>
          Use the saved version
        </Button>
        <Button className="btn-small" onClick={onKeep}>
          Keep mine instead
        </Button>
      </div>
    </div>
  )
}
