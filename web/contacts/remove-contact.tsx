import type { Contact } from '../../coordinator/protocol/contacts.ts'
import { isolated } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { openWithSearch } from '../pages/wanted-search.ts'
import { removeContact } from './contacts.ts'

interface RemoveContactProps {
  contact: Contact
  error: string | null
  busy: boolean
  /** Closes the dialog with a notice when it is done. */
  attempt: (what: () => Promise<unknown>, title: string) => Promise<void>
  onKeep: () => void
}

/** Asks first. Administrators may erase the person everywhere instead, on the page of data protection. */
export function RemoveContact({ contact, error, busy, attempt, onKeep }: RemoveContactProps) {
  const { me } = useConsole()
  const [first] = contact.numbers
  return (
    <>
      <p>{t('contacts.removeWords', { name: isolated(contact.name) })}</p>
      <div role="alert" className="bad">
        {error}
      </div>
      <div className="dialog-foot contact-foot">
        {me.role === 'admin' && first ? (
          <Button look="quiet" disabled={busy} onClick={() => openWithSearch('privacy', contact.name)}>
            {t('contacts.erase.everywhereMore')}
          </Button>
        ) : null}
        <span className="grow" />
        <Button onClick={onKeep}>{t('voicemail.keep')}</Button>
        <Button
          look="stop"
          disabled={busy}
          onClick={() =>
            void attempt(() => removeContact(contact), t('contacts.wasDeleted', { name: contact.name }))
          }
        >
          {t('contacts.deleteContact')}
        </Button>
      </div>
    </>
  )
}
