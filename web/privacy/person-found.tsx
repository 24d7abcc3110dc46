import { IconDownload } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ErasureReport } from '../../coordinator/protocol/data-protection.ts'
import { useConfirmed } from '../account/use-confirmed.tsx'
import { isolated } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { eraseNumbers, fetchPersonalData, saveJson } from './requests.ts'
import { carrierCountInWords, countInWords, personErrorText, placeInWords, remainsInWords } from './words.ts'

export interface ChosenPerson {
  /** The contact's name, or the number as it was typed. */
  name: string
  numbers: readonly string[]
}

/** What is stored of the person, before anything is done; then what was done. */
export function PersonFound({ person }: { person: ChosenPerson }) {
  const { name, numbers } = person
  const [report, setReport] = useState<ErasureReport | null>(null)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const { confirmed, dialog } = useConfirmed()

  useEffect(() => {
    eraseNumbers(numbers, true).then(setReport, (reason: unknown) => setError(personErrorText(reason, name)))
  }, [numbers, name])

  async function attempt(what: () => Promise<void>) {
    setBusy(true)
    setError(null)
    try {
      await confirmed(what)
    } catch (reason) {
      setError(personErrorText(reason, name))
    } finally {
      setBusy(false)
    }
  }
  const save = () => attempt(async () => saveJson(await fetchPersonalData(numbers), 'personal-data.json'))
  const erase = () => {
    setAsking(false)
    return attempt(async () => setReport(await eraseNumbers(numbers, false)))
  }

  return (
    <div className="privacy-person" aria-busy={busy}>
      <h3>
        <bdi>{isolated(name)}</bdi>
      </h3>
      {report === null && error === null ? <p className="soft">{t('start.reading')}</p> : null}
      {report ? <Found report={report} /> : null}
      <p role="alert" className="bad">
        {error}
      </p>
      {report?.dryRun ? (
        <div className="row">
          <Button icon={<IconDownload size={17} aria-hidden />} disabled={busy} onClick={() => void save()}>
            {t('privacy.export')}
          </Button>
          <Button look="stop" disabled={busy || report.onCall} onClick={() => setAsking(true)}>
            {t('contacts.erase.everywhereMore')}
          </Button>
        </div>
      ) : null}
      {report?.onCall ? <p>{t('privacy.onCall')}</p> : null}
      {report && !report.dryRun ? <Done report={report} /> : null}
      <Dialog
        title={t('privacy.askTitle', { name: isolated(name) })}
        opened={asking}
        onClose={() => setAsking(false)}
      >
        <p>{t('contacts.erase.warning')}</p>
        {report ? <Found report={report} /> : null}
        <div className="dialog-foot">
          <Button onClick={() => setAsking(false)}>{t('voicemail.keep')}</Button>
          <Button look="stop" onClick={() => void erase()}>
            {t('contacts.erase.everywhere')}
          </Button>
        </div>
      </Dialog>
      {dialog}
    </div>
  )
}

/** What there is of the person, or what was erased. */
function Found({ report }: { report: ErasureReport }) {
  const { dryRun, found, carrier } = report
  const atTwilio = (count: number) => carrierCountInWords(report, count)
  return (
    <>
      <p>
        <b>{t(dryRun ? 'privacy.found.stored' : 'privacy.found.erased')}</b>
      </p>
      <dl className="privacy-found">
        {found.map(({ place, count }) => (
          <div key={place}>
            <dt>{placeInWords(place)}</dt>
            <dd>{countInWords(report, count)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('privacy.carrier.recordings')}</dt>
          <dd>{atTwilio(carrier.recordings)}</dd>
        </div>
        <div>
          <dt>{t('privacy.carrier.log')}</dt>
          <dd>
            {carrier.logEntries === null ? t('privacy.carrier.noAnswer') : atTwilio(carrier.logEntries)}
          </dd>
        </div>
      </dl>
    </>
  )
}

/** In a file nothing else says that the counts are of what has gone. */
const savedReport = ({ found: erased, dryRun: _, ...report }: ErasureReport) => ({ ...report, erased })

function Done({ report }: { report: ErasureReport }) {
  const { carrier, remains, numbers } = report
  return (
    <>
      <p role="status" className="privacy-done">
        {t('privacy.erased', { numbers: numbers.join(', ') })}{' '}
        {carrier.owed === 0 ? t('privacy.carrier.done') : t('privacy.owed', { owed: carrier.owed ?? 0 })}
      </p>
      <h4>{t('privacy.remains.title')}</h4>
      <ul className="erasure">
        {remains.map((it) => (
          <li key={it}>{remainsInWords(it)}</li>
        ))}
      </ul>
      <Button
        icon={<IconDownload size={17} aria-hidden />}
        onClick={() => saveJson(savedReport(report), 'erasure-report.json')}
      >
        {t('privacy.saveReport')}
      </Button>
    </>
  )
}
