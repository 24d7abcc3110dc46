import { NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { type Contact, LONGEST_NOTE, MOST_NUMBERS, NumberKind } from '../../coordinator/protocol/contacts.ts'
import { ApiRefusal } from '../api/request.ts'
import { formatNumber, isolated } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { kindWord } from './contact-words.ts'
import { addContact, changeContact, contactErrorText } from './contacts.ts'
import { RemoveContact } from './remove-contact.tsx'

interface ContactDialogProps {
  /** Null while the dialog is closed. */
  contact: Contact | 'new' | null
  onClose: () => void
}

export function ContactDialog({ contact, onClose }: ContactDialogProps) {
  return (
    <Dialog
      opened={contact !== null}
      onClose={onClose}
      title={contact === null || contact === 'new' ? t('contacts.new') : isolated(contact.name)}
      wide
    >
      {contact === null ? null : (
        <ContactForm contact={contact === 'new' ? null : contact} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface NumberDraft {
  /** For React alone. */
  key: number
  number: string
  kind: NumberKind
}

interface Draft {
  name: string
  organisation: string
  numbers: NumberDraft[]
  note: string
  vip: boolean
  blocked: boolean
}

function draftOf(contact: Contact | null): Draft {
  const numbers = contact?.numbers ?? []
  return {
    name: contact?.name ?? '',
    organisation: contact?.organisation ?? '',
    numbers: (numbers.length === 0 ? [{ number: '', kind: 'work' as const }] : numbers).map(
      ({ number, kind }, key) => ({ key, number: formatNumber(number), kind }),
    ),
    note: contact?.note ?? '',
    vip: contact?.vip ?? false,
    blocked: contact?.blocked ?? false,
  }
}

function ContactForm({ contact, onClose }: { contact: Contact | null; onClose: () => void }) {
  const { notices } = useConsole()
  const [base, setBase] = useState(contact)
  const [draft, setDraft] = useState(() => draftOf(contact))
  /** What somebody else has saved in the meantime. */
  const [theirs, setTheirs] = useState<Contact | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [removing, setRemoving] = useState(false)
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const changeNumber = (key: number, part: Partial<NumberDraft>) =>
    change({ numbers: draft.numbers.map((it) => (it.key === key ? { ...it, ...part } : it)) })

  async function attempt(what: () => Promise<unknown>, title: string) {
    setBusy(true)
    setError(null)
    try {
      await what()
      notices.trigger.show({ title, tone: 'good' })
      onClose()
    } catch (reason) {
      const problem = reason instanceof ApiRefusal ? reason.problem : null
      if (problem?.code === 'changed_meanwhile' && problem.contact) setTheirs(problem.contact)
      else setError(wrongNumber(problem?.errors?.[0]?.path) ?? contactErrorText(reason))
      setBusy(false)
    }
  }

  const written = draft.numbers.filter(({ number }) => number.trim() !== '')
  /** `numbers.0.number` in words. */
  const wrongNumber = (path = ''): string | null => {
    const [, at] = /^numbers\.(\d+)\.number$/.exec(path) ?? []
    return at === undefined ? null : t('contacts.noNumber', { number: written[Number(at)]?.number ?? '' })
  }

  const save = (event: FormEvent) => {
    event.preventDefault()
    const { organisation, note, ...rest } = draft
    const body = {
      ...rest,
      organisation: organisation || null,
      note: note || null,
      numbers: written.map(({ number, kind }) => ({ number, kind })),
    }
    void attempt(
      () => (base === null ? addContact(body) : changeContact(base, body)),
      t(base === null ? 'contacts.isContactNow' : 'contacts.saved', { name: draft.name }),
    )
  }

  if (removing && base !== null)
    return (
      <RemoveContact
        contact={base}
        error={error}
        busy={busy}
        attempt={attempt}
        onKeep={() => setRemoving(false)}
      />
    )

  return (
    <form onSubmit={save} className="form" noValidate>
      {theirs ? (
        <div className="card panel" role="alert">
          <p>
            <Rich of="contacts.somebodyChanged" with={{ b: (chunks) => <b>{chunks}</b> }} />
          </p>
          <div className="row">
            <Button
              className="btn-small"
              onClick={() => {
                setBase(theirs)
                setDraft(draftOf(theirs))
                setTheirs(null)
              }}
            >
              {t('contacts.useSaved')}
            </Button>
            <Button
              className="btn-small"
              onClick={() => {
                setBase(theirs)
                setTheirs(null)
              }}
            >
              {t('contacts.keepMine')}
            </Button>
          </div>
        </div>
      ) : null}
      <div className="contact-two">
        <TextInput
          label={t('office.name')}
          required
          data-autofocus
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('contacts.organisation')}
          value={draft.organisation}
          onChange={(event) => change({ organisation: event.currentTarget.value })}
        />
      </div>
      <fieldset className="contact-fieldset">
        <legend>{t('contacts.numbers')}</legend>
        {draft.numbers.map(({ key, number, kind }, n) => (
          <div key={key} className="contact-number">
            <TextInput
              aria-label={t('contacts.numberAt', { number: n + 1 })}
              type="tel"
              placeholder="(217) 555-0148"
              value={number}
              onChange={(event) => changeNumber(key, { number: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={t('contacts.kindOfNumber', { number: n + 1 })}
              data={NumberKind.options.map((value) => ({ value, label: kindWord(value) }))}
              value={kind}
              onChange={(event) =>
                changeNumber(key, { kind: NumberKind.catch('work').parse(event.currentTarget.value) })
              }
            />
            <button
              type="button"
              className="icon-button"
              aria-label={t('contacts.removeNumber', { number: n + 1 })}
              onClick={() => change({ numbers: draft.numbers.filter((it) => it.key !== key) })}
            >
              <IconTrash size={17} aria-hidden />
            </button>
          </div>
        ))}
        {draft.numbers.length < MOST_NUMBERS ? (
          <Button
            className="btn-small"
            look="quiet"
            icon={<IconPlus size={15} aria-hidden />}
            onClick={() => {
              const key = Math.max(-1, ...draft.numbers.map((it) => it.key)) + 1
              change({ numbers: [...draft.numbers, { key, number: '', kind: 'work' }] })
            }}
          >
            {t('contacts.another')}
          </Button>
        ) : null}
      </fieldset>
      <Textarea
        label={t('contacts.note')}
        description={t('contacts.everybodyReads')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LONGEST_NOTE}
        value={draft.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
      <Switch
        label={t('contacts.vipMeans')}
        checked={draft.vip}
        onChange={(event) => change({ vip: event.currentTarget.checked })}
      />
      <Switch
        label={t('contacts.blockedMeans')}
        checked={draft.blocked}
        onChange={(event) => change({ blocked: event.currentTarget.checked })}
      />
      <div role="alert" className="bad">
        {error}
      </div>
      <div className="dialog-foot contact-foot">
        {base === null ? null : (
          <Button look="quiet" icon={<IconTrash size={16} aria-hidden />} onClick={() => setRemoving(true)}>
            {t('contacts.delete')}
          </Button>
        )}
        <span className="grow" />
        <Button onClick={onClose}>{t('contacts.cancel')}</Button>
        <Button type="submit" look="accent" disabled={busy || theirs !== null || draft.name.trim() === ''}>
          {t(busy ? 'secondFactor.saving' : 'office.save')}
        </Button>
      </div>
    </form>
  )
}
