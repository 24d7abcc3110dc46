import { TextInput } from '@mantine/core'
import { IconBan, IconStar } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { type FormEvent, useEffect, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { CallerRecord } from '../../coordinator/protocol/caller-record.ts'
import { callerTrust } from '../../coordinator/protocol/caller-trust.ts'
import type { Contact } from '../../coordinator/protocol/contacts.ts'
import type { Voicemail } from '../../coordinator/protocol/voicemail.ts'
import { formatDay, formatNumber, formatTime, isolated, nameOfContact } from '../calls/format.ts'
import { outcomeInWords } from '../calls/outcome-words.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Player } from '../voicemail/player.tsx'
import { audioOf, noteHeard } from '../voicemail/voicemails.ts'
import { BlockKey } from './block-key.tsx'
import { ContactDialog } from './contact-dialog.tsx'
import { kindWord } from './contact-words.ts'
import { addContact, contactErrorText, fetchCallerRecord } from './contacts.ts'
import '../voicemail/voicemail.css'
import './contacts.css'

interface OfCall {
  call: CallView
  /** Of the party outside, in E.164. */
  number: string
}

/** What the office knows of the party outside: who it is, the note, the last calls, messages that nobody has heard. */
export function CallerRecordOf({ call, number }: OfCall) {
  return (
    <section className="card caller-record" aria-label={t('contacts.whoItIs')}>
      {callerTrust(call) === 'denied' ? (
        <Doubt call={call} number={number} />
      ) : (
        <Record call={call} number={number} />
      )}
    </section>
  )
}

/** The caller may be anybody: nothing of the record is shown. */
function Doubt({ call: { contact }, number }: OfCall) {
  return (
    <>
      <p>
        <b className="bad">{t('contacts.notConfirmed')}</b>{' '}
        {contact ? (
          <Rich
            of="contacts.maySomebodyElseThan"
            with={{ name: nameOfContact(contact), bdi: (chunks) => <bdi>{chunks}</bdi> }}
          />
        ) : (
          t('contacts.maySomebodyElse')
        )}
      </p>
      <p className="soft">
        <Rich
          of="contacts.tellNothing"
          with={{ number: formatNumber(number), bdi: (chunks) => <bdi className="unbroken">{chunks}</bdi> }}
        />
      </p>
      {contact ? null : <BlockKey call={{ callerName: null }} number={number} contacts={[]} />}
    </>
  )
}

function Record({ call, number }: OfCall) {
  const { contactsNews, voicemails } = useConsole()
  const news = useSelector(contactsNews, ({ context }) => context.times)
  const unheard = useSelector(voicemails, ({ context }) => context.unheard)
  const [record, setRecord] = useState<CallerRecord | null>(null)
  const [failed, setFailed] = useState(false)
  const [edited, setEdited] = useState<Contact | null>(null)
  const { callSid } = call
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when contacts or messages have changed.
  useEffect(() => {
    let wanted = true
    fetchCallerRecord(callSid)
      .then((read) => {
        if (!wanted) return
        setRecord(read)
        setFailed(false)
      })
      .catch((error: unknown) => {
        console.warn('The record of the caller could not be read', error)
        if (wanted) setFailed(true)
      })
    return () => {
      wanted = false
    }
  }, [callSid, news, unheard])

  if (record === null)
    return failed ? (
      <p className="bad" role="alert">
        {t('contacts.recordFailed')}
      </p>
    ) : (
      <p className="soft">{t('start.reading')}</p>
    )
  return (
    <>
      {callerTrust(call) === 'unsaid' && record.contacts.length > 0 ? (
        <p className="soft small">{t('contacts.saysNothing')}</p>
      ) : null}
      {record.contacts.map((contact) => (
        <Who key={contact.id} contact={contact} onEdit={setEdited} />
      ))}
      {record.contacts.length === 0 ? <p className="soft">{t('contacts.notInContacts')}</p> : null}
      {record.messages.map((message) => (
        <Message key={message.callSid} message={message} />
      ))}
      <Calls calls={record.calls} />
      <BlockKey call={call} number={number} contacts={record.contacts} />
      <ContactDialog contact={edited} onClose={() => setEdited(null)} />
    </>
  )
}

function Who({ contact, onEdit }: { contact: Contact; onEdit: (contact: Contact) => void }) {
  const { name, organisation, numbers, note, vip, blocked } = contact
  return (
    <div>
      <div className="row">
        <bdi className="who">{isolated(name)}</bdi>
        {vip ? (
          <span className="tag tag-vip">
            <IconStar size={13} aria-hidden /> {t('deskWord.vip.word')}
          </span>
        ) : null}
        {blocked ? (
          <span className="tag tag-blocked">
            <IconBan size={13} aria-hidden /> {t('deskWord.blocked.word')}
          </span>
        ) : null}
        <span className="grow" />
        <Button
          className="btn-small"
          look="quiet"
          aria-label={t('contacts.editName', { name })}
          onClick={() => onEdit(contact)}
        >
          {t('contacts.edit')}
        </Button>
      </div>
      {organisation ? (
        <div className="soft">
          <bdi>{isolated(organisation)}</bdi>
        </div>
      ) : null}
      <div className="soft small">
        {numbers.map(({ number, kind }) => `${formatNumber(number)} ${kindWord(kind)}`).join(' · ')}
      </div>
      {note ? (
        <p className="caller-note">
          <bdi>{isolated(note)}</bdi>
        </p>
      ) : null}
    </div>
  )
}

function Message({ message: { callSid, at, durationS } }: { message: Voicemail }) {
  const when = `${formatDay(at)} ${formatTime(at)}`
  const heard = () => {
    noteHeard(callSid).catch((error: unknown) =>
      console.warn('The server was not told that a message was heard', error),
    )
  }
  return (
    <div>
      <h3>{t('contacts.openMessage', { when })}</h3>
      <Player
        src={audioOf(callSid)}
        name={t('contacts.messageOf', { when })}
        seconds={durationS}
        onPlaying={heard}
      />
    </div>
  )
}

function Calls({ calls }: { calls: readonly CallView[] }) {
  const nameOf = useNames()
  return (
    <div>
      <h3>{t('contacts.lastCalls')}</h3>
      {calls.length === 0 ? <p className="soft">{t('contacts.firstCall')}</p> : null}
      <ul>
        {calls.map((call) => (
          <li key={call.callSid} className="caller-call">
            <span className="faint unbroken">
              {formatDay(call.endedAt ?? call.updatedAt)} {formatTime(call.endedAt ?? call.updatedAt)}
            </span>
            <span>
              {call.direction === 'outbound' ? t('contacts.weCalled') : null}
              {outcomeInWords(call, nameOf)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The number is in already: a name is enough. */
export function AddCaller({ call, number, onClose }: OfCall & { onClose: () => void }) {
  const { notices } = useConsole()
  const [name, setName] = useState(call.callerName ?? '')
  const [organisation, setOrganisation] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      await addContact({ name, organisation: organisation || null, numbers: [{ number }] })
      notices.trigger.show({ title: t('contacts.isContactNow', { name }), tone: 'good' })
      onClose()
    } catch (reason) {
      setError(contactErrorText(reason))
      setBusy(false)
    }
  }
  return (
    <form className="card add-caller" aria-label={t('contacts.addTo')} onSubmit={(event) => void save(event)}>
      <TextInput
        label={t('office.name')}
        autoFocus
        value={name}
        error={error}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('contacts.organisation')}
        value={organisation}
        onChange={(event) => setOrganisation(event.currentTarget.value)}
      />
      <div className="row">
        <Button type="submit" look="accent" disabled={busy || name.trim() === ''}>
          {t('office.save')}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t('contacts.cancel')}
        </Button>
      </div>
    </form>
  )
}
