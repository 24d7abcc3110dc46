import type { Office } from '../../coordinator/protocol/office/settings.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'

interface ChangedByOtherProps {
  current: Pick<Office, 'changedBy'>
  onTake: () => void
  onKeep: () => void
}

/** Another administrator saved while this one was editing: this one decides which changes stay. */
export function ChangedByOther({ current, onTake, onKeep }: ChangedByOtherProps) {
  return (
    <div className="card panel changed-by-other" role="alert">
      <p>
        <b>{t('office.savedByOther', { name: current.changedBy?.name ?? t('office.somebody') })}</b>{' '}
        {t('office.yoursNotSaved')}
      </p>
      <div className="row">
        <Button className="btn-small" onClick={onTake}>
          {t('office.useSaved')}
        </Button>
        <Button className="btn-small" onClick={onKeep}>
          {t('office.keepMine')}
        </Button>
      </div>
    </div>
  )
}
