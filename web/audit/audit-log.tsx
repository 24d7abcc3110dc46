import { useCallback, useEffect, useState } from 'react'
import { isolated } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { dateAndSeconds } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { SCROLLS } from '../look/scrolls.ts'
import { fetchEntries, PAGE_SIZE, type ShownEntry } from './entries.ts'
import { detailInWords, whatInWords } from './entry-words.ts'
import './audit.css'

/** Who did what to accounts, settings and security, newest first. For administrators. */
export function AuditLog() {
  const { me } = useConsole()
  return me.role === 'admin' ? <Entries /> : <p className="empty">{t('audit.onlyAdmins')}</p>
}

function Entries() {
  const [entries, setEntries] = useState<readonly ShownEntry[] | null>(null)
  const [more, setMore] = useState(false)
  const [failed, setFailed] = useState(false)
  const read = useCallback(async (shown: readonly ShownEntry[]) => {
    try {
      const page = await fetchEntries(shown.at(-1)?.id)
      setEntries([...shown, ...page])
      setMore(page.length >= PAGE_SIZE)
      setFailed(false)
    } catch (error) {
      console.warn('The audit log could not be read', error)
      setFailed(true)
    }
  }, [])
  useEffect(() => void read([]), [read])

  return (
    <>
      {entries === null && !failed ? <p className="soft">{t('start.reading')}</p> : null}
      {failed ? (
        <div className="card list-row" role="alert">
          <span className="grow bad">{t('audit.failed')}</span>
          <Button className="btn-small" onClick={() => read(entries ?? [])}>
            {t('start.tryAgain')}
          </Button>
        </div>
      ) : null}
      {entries?.length === 0 ? <p className="empty">{t('audit.nothing')}</p> : null}
      {entries !== null && entries.length > 0 ? <Table entries={entries} /> : null}
      <div className="audit-keys">
        {more && entries ? <Button onClick={() => read(entries)}>{t('audit.older')}</Button> : null}
        {entries ? <Button onClick={() => read([])}>{t('audit.readAgain')}</Button> : null}
      </div>
    </>
  )
}

const COLUMNS = ['audit.when', 'audit.what', 'audit.who', 'audit.to', 'audit.from'] as const

function Table({ entries }: { entries: readonly ShownEntry[] }) {
  return (
    <section className="card audit" aria-label={t('audit.entries')} {...SCROLLS}>
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.id + entry.what} entry={entry} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ entry }: { entry: ShownEntry }) {
  const { at, who, target, from, result, count } = entry
  const detail = detailInWords(entry)
  return (
    <tr>
      <td className="unbroken">
        <time dateTime={at}>{dateAndSeconds(at)}</time>
      </td>
      <td className={`audit-what ${result === 'done' ? '' : 'bad'}`}>
        {whatInWords(entry)}
        {count > 1 ? ` ${t('audit.times', { count })}` : ''}
        {detail === null ? null : <div className="soft small">{isolated(detail)}</div>}
      </td>
      <td data-column={t('audit.who')}>{who ?? '–'}</td>
      <td className="audit-target" data-column={t('audit.to')}>
        {target ?? '–'}
      </td>
      <td className="audit-target audit-from" data-column={t('audit.from')}>
        {from ?? '–'}
      </td>
    </tr>
  )
}
