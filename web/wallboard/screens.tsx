import { NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useCallback, useEffect, useState } from 'react'
import { z } from 'zod'
import {
  BoardNames,
  type Screen,
  ScreenAdded,
  Screens as ScreenList,
} from '../../coordinator/protocol/board.ts'
import { boardHash } from '../../coordinator/protocol/board-link.ts'
import { useConfirmed } from '../account/use-confirmed.tsx'
import { NoBody, requestApi } from '../api/request.ts'
import { isolated } from '../calls/format.ts'
import { contactErrorText } from '../contacts/contacts.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { ShownOnce } from '../look/shown-once.tsx'
import { hrefOf } from '../pages/page.ts'
import { momentInWords } from '../people/moment.ts'
import '../office/office.css'
import './screens.css'

const NAMES = { first: 'screens.names.first', none: 'screens.names.none' } as const

const HEADING = 'screens'

/** Brings the list into sight, below the people. */
export const showScreens = () => document.getElementById(HEADING)?.focus()

/** Screens on the wall that show the board without a sign-in. For administrators. */
export function Screens() {
  const [screens, setScreens] = useState<readonly Screen[] | null>(null)
  const [opened, setOpened] = useState<'add' | Screen | null>(null)
  const [link, setLink] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { confirmed, dialog } = useConfirmed()

  const read = useCallback(
    () =>
      requestApi('/api/wallboards', ScreenList).then(setScreens, (reason: unknown) =>
        setError(contactErrorText(reason)),
      ),
    [],
  )
  useEffect(() => void read(), [read])

  async function attempt(what: () => Promise<void>) {
    setBusy(true)
    setError(null)
    try {
      await confirmed(what)
      await read()
    } catch (reason) {
      setError(contactErrorText(reason))
    } finally {
      setBusy(false)
    }
  }
  const add = (name: string, names: BoardNames) =>
    attempt(async () => {
      const added = await requestApi('/api/wallboards', ScreenAdded, {
        method: 'POST',
        body: { name, names },
      })
      setLink(`${location.origin}/${boardHash(added.token)}`)
    })
  const revoke = (screen: Screen) =>
    attempt(async () => {
      await requestApi(`/api/wallboards/${screen.id}`, NoBody, { method: 'DELETE' })
      setOpened(null)
    })
  const close = () => {
    setOpened(null)
    setLink(null)
    setError(null)
  }

  return (
    <section className="card panel" aria-labelledby={HEADING}>
      <h2 id={HEADING} tabIndex={-1}>
        {t('screens.title')}
      </h2>
      <p className="soft">
        {t('screens.intro')}{' '}
        <a className="link" href={hrefOf('wallboard')}>
          {t('screens.openHere')}
        </a>
      </p>
      {screens?.length ? (
        <ul className="screens">
          {screens.map((screen) => (
            <li key={screen.id}>
              <div className="grow">
                <b>
                  <bdi>{isolated(screen.name)}</bdi>
                </b>
                <div className="soft small">
                  {t(NAMES[screen.names])}
                  {' · '}
                  {screen.lastUsedAt
                    ? t('screens.lastUsed', { at: momentInWords(screen.lastUsedAt) })
                    : t('screens.neverUsed')}
                </div>
              </div>
              <Button className="btn-small" disabled={busy} onClick={() => setOpened(screen)}>
                {t('screens.revoke')} <span className="visually-hidden">{screen.name}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="soft">{screens === null ? (error ?? t('start.reading')) : t('screens.none')}</p>
      )}
      <Button onClick={() => setOpened('add')}>{t('screens.add')}</Button>
      <Dialog title={t('screens.add')} opened={opened === 'add'} onClose={close}>
        {link === null ? (
          <AddForm
            busy={busy}
            error={error}
            onAdd={(name, names) => void add(name, names)}
            onCancel={close}
          />
        ) : (
          <ShownOnce words={t('screens.once')} label={t('people.link')} secret={link} onClose={close} />
        )}
      </Dialog>
      <Dialog title={t('screens.revokeTitle')} opened={opened !== null && opened !== 'add'} onClose={close}>
        <p>{t('screens.revokeWords')}</p>
        <div role="alert" className="bad">
          {error}
        </div>
        <div className="dialog-foot">
          <Button onClick={close}>{t('voicemail.keep')}</Button>
          <Button
            look="stop"
            disabled={busy}
            onClick={() => void (opened !== null && opened !== 'add' && revoke(opened))}
          >
            {t('screens.revoke')}
          </Button>
        </div>
      </Dialog>
      {dialog}
    </section>
  )
}

interface AddFormProps {
  busy: boolean
  error: string | null
  onAdd: (name: string, names: BoardNames) => void
  onCancel: () => void
}

function AddForm({ busy, error, onAdd, onCancel }: AddFormProps) {
  const [name, setName] = useState('')
  const [names, setNames] = useState<BoardNames>('first')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAdd(name, names)
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextInput
        data-autofocus
        label={t('screens.name')}
        autoComplete="off"
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('screens.namesOfAgents')}
        data={BoardNames.options.map((value) => ({ value, label: t(NAMES[value]) }))}
        value={names}
        onChange={(event) => setNames(z.catch(BoardNames, 'first').parse(event.currentTarget.value))}
      />
      <div role="alert" className="bad">
        {error}
      </div>
      <div className="dialog-foot">
        <Button onClick={onCancel}>{t('contacts.cancel')}</Button>
        <Button type="submit" look="accent" disabled={busy || name.trim() === ''}>
          {t('screens.make')}
        </Button>
      </div>
    </form>
  )
}
