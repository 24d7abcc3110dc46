import { useState } from 'react'
import type { Contact, ErasureReport } from '../../coordinator/protocol/contacts.ts'
import { isolated } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { contactErrorText, eraseNumbers, removeContact } from './contacts.ts'

interface RemoveContactProps {
  contact: Contact
  error: string | null
  busy: boolean
  /** Closes the dialog with a notice when it is done. */
  attempt: (what: () => Promise<unknown>, title: string) => Promise<void>
  onKeep: () => void
}

/** Asks first. Administrators may erase the person everywhere instead, after they have read what that takes away. */
export function RemoveContact({ contact, error, busy, attempt, onKeep }: RemoveContactProps) {
  const { me } = useConsole()
  const [report, setReport] = useState<ErasureReport | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const numbers = contact.numbers.map(({ number }) => number)
  const look = () =>
    eraseNumbers(numbers, true)
      .then(setReport)
      .catch((reason: unknown) => setFailed(contactErrorText(reason)))

  return (
    <>
      {report ? (
        <Report report={report} />
      ) : (
        <p>{t('contacts.removeWords', { name: isolated(contact.name) })}</p>
      )}
      <div role="alert" className="bad">
        {error ?? failed}
      </div>
      <div className="dialog-foot contact-foot">
        {me.role === 'admin' && numbers.length > 0 && report === null ? (
          <Button look="quiet" disabled={busy} onClick={() => void look()}>
            {t('contacts.erase.everywhereMore')}
          </Button>
        ) : null}
        <span className="grow" />
        <Button onClick={onKeep}>{t('voicemail.keep')}</Button>
        {report ? (
          <Button
            look="stop"
            disabled={busy}
            onClick={() => void attempt(() => eraseNumbers(numbers, false), t('contacts.erased'))}
          >
            {t('contacts.erase.everywhere')}
          </Button>
        ) : (
          <Button
            look="stop"
            disabled={busy}
            onClick={() =>
              void attempt(() => removeContact(contact), t('contacts.wasDeleted', { name: contact.name }))
            }
          >
            {t('contacts.deleteContact')}
          </Button>
        )}
      </div>
    </>
  )
}

function Report({ report: { contacts, calls, messages } }: { report: ErasureReport }) {
  return (
    <>
      <p>{t('contacts.erase.warning')}</p>
      <ul className="erasure">
        <li>
          {t('page.contacts')}: <bdi>{contacts.map(isolated).join(', ') || t('contacts.erase.none')}</bdi>
        </li>
        <li>{t('contacts.erase.calls', { calls: calls.length })}</li>
        <li>{t('contacts.erase.messages', { messages })}</li>
      </ul>
      <p className="soft">{t('contacts.erase.stays')}</p>
    </>
  )
}
