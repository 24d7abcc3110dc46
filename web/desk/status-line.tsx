import { AllKeysKey } from '../keys/help-keys.tsx'
import { t } from '../language/text.ts'
import { NoticeLine } from '../notices/notice-line.tsx'
import { ConnectionPill, DevicesLink, RingsPill } from './pills.tsx'
import { useAnswersCalls } from './use-console.ts'
import './status-line.css'

/** The line under the header, on every page: whether this browser rings, and the newest notice. */
export function StatusLine() {
  const answers = useAnswersCalls()
  return (
    <section className="status-line" aria-label={t('desk.thisBrowser')}>
      <div className="pills">
        <ConnectionPill />
        {answers ? <RingsPill /> : null}
        {answers ? <DevicesLink /> : null}
      </div>
      <NoticeLine />
      <AllKeysKey />
    </section>
  )
}
