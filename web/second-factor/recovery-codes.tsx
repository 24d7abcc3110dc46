import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import './second-factor.css'

/** The recovery codes, which the server shows once. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  return (
    <div className="form">
      <p>{t('secondFactor.keepCodes')}</p>
      <ol className="recovery-codes" aria-label={t('secondFactor.recoveryCodes')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="row">
        <Button onClick={() => void navigator.clipboard?.writeText(codes.join('\n'))}>
          {t('secondFactor.copy')}
        </Button>
        <Button look="accent" onClick={onKept}>
          {t('secondFactor.keptThem')}
        </Button>
      </div>
    </div>
  )
}
