import { useEffect, useState } from 'react'
import type { DataProtection } from '../../coordinator/protocol/data-protection.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { SCROLLS } from '../look/scrolls.ts'
import { FindPerson } from './find-person.tsx'
import { fetchDataProtection } from './requests.ts'
import { storedInWords, untilInWords, whereInWords } from './words.ts'
import '../office/office.css'
import '../audit/audit.css'
import './privacy.css'

/** What is stored of persons: they may have it, and be forgotten. For administrators. */
export function PrivacyPage() {
  const { me } = useConsole()
  if (me.role !== 'admin') return <p className="empty">{t('privacy.onlyAdmins')}</p>
  return (
    <div className="office">
      <FindPerson />
      <Stored />
    </div>
  )
}

function Stored() {
  const [data, setData] = useState<DataProtection | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    fetchDataProtection().then(setData, (error: unknown) => {
      console.warn('What is stored could not be read', error)
      setFailed(true)
    })
  }, [])
  return (
    <section className="card panel" aria-labelledby="stored">
      <h2 id="stored">{t('privacy.storedTitle')}</h2>
      <p className="soft">{t('privacy.storedIntro')}</p>
      {failed ? <p role="alert">{t('office.noAnswer')}</p> : null}
      {data === null ? null : (
        <>
          <StoredTable stored={data.stored} />
          <p>{t('privacy.owed', { owed: data.owed })}</p>
        </>
      )}
    </section>
  )
}

function StoredTable({ stored }: Pick<DataProtection, 'stored'>) {
  return (
    <section className="audit privacy-stored" aria-label={t('privacy.table')} {...SCROLLS}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('privacy.what')}</th>
            <th scope="col">{t('privacy.whereTitle')}</th>
            <th scope="col">{t('privacy.howLong')}</th>
          </tr>
        </thead>
        <tbody>
          {stored.map((it) => (
            <tr key={it.what}>
              <td>{storedInWords(it)}</td>
              <td>{whereInWords(it)}</td>
              <td>{untilInWords(it)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
