import { useState } from 'react'
import type { Contact, ErasureReport } from '../../coordinator/protocol/contacts.ts'
import { isolated } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
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
        <p>
          {isolated(contact.name)} will be gone for everybody, with the note and the numbers. Calls stay in
          the history under their numbers.
        </p>
      )}
      <div role="alert" className="bad">
        {error ?? failed}
      </div>
      <div className="dialog-foot contact-foot">
        {me.role === 'admin' && numbers.length > 0 && report === null ? (
          <Button look="quiet" disabled={busy} onClick={() => void look()}>
            Erase everywhere…
          </Button>
        ) : null}
        <span className="grow" />
        <Button onClick={onKeep}>Keep it</Button>
        {report ? (
          <Button
            look="stop"
            disabled={busy}
            onClick={() => void attempt(() => eraseNumbers(numbers, false), 'The person was erased')}
          >
            Erase everywhere
          </Button>
        ) : (
          <Button
            look="stop"
            disabled={busy}
            onClick={() => void attempt(() => removeContact(contact), `${contact.name} was deleted`)}
          >
            Delete contact
          </Button>
        )}
      </div>
    </>
  )
}

function Report({ report: { contacts, calls, messages } }: { report: ErasureReport }) {
  return (
    <>
      <p>This erases a person, and cannot be undone:</p>
      <ul className="erasure">
        <li>
          Contacts: <bdi>{contacts.map(isolated).join(', ') || 'none'}</bdi>
        </li>
        <li>Calls in the history that lose number, name and notes: {calls.length}</li>
        <li>Messages, here and at Twilio: {messages}</li>
      </ul>
      <p className="soft">
        That there were calls, when, and who answered them stays. Twilio keeps its own log of them; delete it
        there.
      </p>
    </>
  )
}
