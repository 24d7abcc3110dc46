import type { ImportReport } from '../../coordinator/protocol/contacts.ts'
import { isolated } from '../calls/format.ts'
import { fieldErrorText } from '../language/field-error.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import './import-errors.css'

const SHOWN_ERRORS = 50

/** The lines of a file that cannot be read. */
export function ImportErrors({ errors, failed }: Pick<ImportReport, 'errors' | 'failed'>) {
  if (failed === 0) return null
  const more = failed - Math.min(errors.length, SHOWN_ERRORS)
  return (
    <div role="alert">
      <p className="bad">{t('contacts.import.errors', { failed })}</p>
      <ul className="import-errors small">
        {errors.slice(0, SHOWN_ERRORS).map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            <Rich
              of="contacts.import.line"
              with={{
                line,
                message: isolated(fieldErrorText(message)),
                bdi: (chunks) => <bdi>{chunks}</bdi>,
              }}
            />
          </li>
        ))}
        {more > 0 ? <li className="soft">{t('contacts.andMore', { more })}</li> : null}
      </ul>
    </div>
  )
}
