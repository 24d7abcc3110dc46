import { TextInput } from '@mantine/core'
import { IconBan, IconDownload, IconPhoneOutgoing, IconPlus, IconStar, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { Contact } from '../../coordinator/protocol/contacts.ts'
import { formatNumber, isolated } from '../calls/format.ts'
import { useAnswersCalls, useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { useWantedSearch } from '../pages/wanted-search.ts'
import { ContactDialog } from './contact-dialog.tsx'
import { kindWord } from './contact-words.ts'
import { ImportDialog } from './import-dialog.tsx'
import { useContacts } from './use-contacts.ts'
import './contacts.css'

/** Everybody outside the office, known to it. */
export function ContactsPage() {
  return useAnswersCalls() ? <Contacts /> : <p className="empty">{t('contacts.forAnswering')}</p>
}

function Contacts() {
  const [q, setQ] = useState('')
  useWantedSearch('contacts', setQ)
  const [opened, setOpened] = useState<Contact | 'new' | null>(null)
  const [importing, setImporting] = useState(false)
  const { shown, failed, readAgain, showMore } = useContacts(q)

  return (
    <>
      <div className="contacts-head">
        <TextInput
          className="contacts-search"
          type="search"
          label={t('contacts.search')}
          data-search
          description={t('contacts.searchWhat')}
          value={q}
          maxLength={200}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <div className="row">
          <Button look="accent" icon={<IconPlus size={17} aria-hidden />} onClick={() => setOpened('new')}>
            {t('contacts.add')}
          </Button>
          <Button icon={<IconUpload size={17} aria-hidden />} onClick={() => setImporting(true)}>
            {t('contacts.import')}
          </Button>
          <a className="btn btn-plain" href="/api/contacts.csv" download>
            <IconDownload size={17} aria-hidden />
            <span>{t('contacts.export')}</span>
          </a>
        </div>
      </div>
      {failed ? (
        <div className="card list-row" role="alert">
          <span className="grow bad">{t('contacts.failed')}</span>
          <Button className="btn-small" onClick={readAgain}>
            {t('start.tryAgain')}
          </Button>
        </div>
      ) : null}
      <p className="soft" role="status">
        {shown === null && !failed ? t('start.reading') : null}
        {shown !== null && shown.list.length > 0 ? countInWords(shown.list.length, shown.more) : null}
      </p>
      {shown?.list.length === 0 ? <Nobody q={q.trim()} /> : null}
      {shown !== null && shown.list.length > 0 ? (
        <ul className="card rows" aria-label={t('page.contacts')}>
          {shown.list.map((contact) => (
            <ContactRow key={contact.id} contact={contact} onOpen={setOpened} />
          ))}
        </ul>
      ) : null}
      {shown?.more ? <Button onClick={showMore}>{t('contacts.more')}</Button> : null}
      <ContactDialog contact={opened} onClose={() => setOpened(null)} />
      <ImportDialog opened={importing} onClose={() => setImporting(false)} />
    </>
  )
}

function Nobody({ q }: { q: string }) {
  return <p className="empty">{q === '' ? t('contacts.noneYet') : t('contacts.noMatch', { q })}</p>
}

const countInWords = (count: number, more: boolean) =>
  t(more ? 'contacts.firstOnes' : 'contacts.count', { count })

function ContactRow({ contact, onOpen }: { contact: Contact; onOpen: (contact: Contact) => void }) {
  const { name, organisation, numbers, vip, blocked, note } = contact
  return (
    <li className="contact">
      <div className="contact-who">
        <button type="button" className="link who" onClick={() => onOpen(contact)}>
          <bdi>{isolated(name)}</bdi>
        </button>
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
        <div className="soft small contact-about">
          {organisation ? <bdi>{isolated(organisation)}</bdi> : null}
          {organisation && note ? ' · ' : null}
          {note ? <bdi>{isolated(note.replaceAll('\n', ' '))}</bdi> : null}
        </div>
      </div>
      <div className="contact-numbers">
        {numbers.map(({ number, kind }) => (
          <CallNumber key={number} name={name} number={number} kind={kind} />
        ))}
      </div>
    </li>
  )
}

function CallNumber({ name, number, kind }: { name: string } & Contact['numbers'][number]) {
  const { call, notices } = useConsole()
  const [asking, setAsking] = useState(false)
  const begin = async () => {
    setAsking(true)
    const refused = await call(number, name)
    setAsking(false)
    if (refused !== null)
      notices.trigger.show({ title: t('colleagues.notCalled', { name }), tone: 'bad', detail: refused })
  }
  return (
    <Button
      className="btn-small"
      look="quiet"
      icon={<IconPhoneOutgoing size={15} aria-hidden />}
      disabled={asking}
      onClick={() => void begin()}
    >
      <span className="visually-hidden">{t('contacts.callOf', { name })}</span>
      {formatNumber(number)} <span className="soft">{kindWord(kind)}</span>
    </Button>
  )
}
