import { NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Person } from '../../coordinator/protocol/people.ts'
import { Role } from '../../machines/ids.ts'
import { isolated } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import type { PersonAct } from './person-items.tsx'
import { allowLink, changePerson, removeFactors, removePerson } from './requests.ts'
import { ResetForm } from './reset-form.tsx'
import { roleChoices } from './roles.ts'
import { SessionsForm } from './sessions-form.tsx'
import type { Attempt } from './use-act.ts'
import { WhatOfTheCall } from './what-of-the-call.tsx'

export interface Asked {
  act: PersonAct
  person: Person
}

interface PersonDialogProps {
  asked: Asked | null
  attempt: Attempt
  busy: boolean
  error: string | null
  onClose: () => void
}

/** Asks for what an act needs, and says what it does. */
export function PersonDialog({ asked, ...rest }: PersonDialogProps) {
  return (
    <Dialog
      opened={asked !== null}
      onClose={rest.onClose}
      wide={asked?.act === 'password'}
      title={asked ? t(`people.title.${asked.act}`, { name: isolated(asked.person.name) }) : ''}
    >
      {asked ? <Form {...asked} {...rest} /> : null}
    </Dialog>
  )
}

type FormProps = Asked & Omit<PersonDialogProps, 'asked'>

function Form({ act, person, ...rest }: FormProps) {
  const { agentId, role } = person
  const name = isolated(person.name)
  const [newName, setNewName] = useState(person.name)
  const [newRole, setNewRole] = useState(role)
  switch (act) {
    case 'rename':
      return (
        <Act
          {...rest}
          words={null}
          done={t('people.done.rename', { name: newName.trim() })}
          fits={newName.trim() !== ''}
          work={() => changePerson(agentId, { name: newName })}
          press={t('people.save')}
        >
          <TextInput
            data-autofocus
            label={t('people.name')}
            maxLength={80}
            value={newName}
            onChange={(event) => setNewName(event.currentTarget.value)}
          />
        </Act>
      )
    case 'role':
      return (
        <Act
          {...rest}
          words={t('people.words.role')}
          done={t('people.done.role', { name, role: t(`role.${newRole}`) })}
          fits={newRole !== role}
          work={() => changePerson(agentId, { role: newRole })}
          press={t('people.save')}
        >
          <NativeSelect
            data-autofocus
            label={t('people.role')}
            data={roleChoices()}
            value={newRole}
            onChange={(event) => setNewRole(Role.catch(role).parse(event.currentTarget.value))}
          />
        </Act>
      )
    case 'password':
      return <ResetForm person={person} {...rest} />
    case 'link':
      return (
        <Act
          {...rest}
          words={t('people.words.link', { name })}
          done={t('people.done.link', { name })}
          work={() => allowLink(agentId)}
          press={t('people.press.allowLink')}
        />
      )
    case 'factors':
      return (
        <Act
          {...rest}
          words={t('people.words.factors', { name })}
          done={t('people.done.factors', { name })}
          work={() => removeFactors(agentId)}
          press={t('people.press.factors')}
        />
      )
    case 'sessions':
      return <SessionsForm person={person} {...rest} />
    case 'enable':
      return (
        <Act
          {...rest}
          words={t('people.words.enable', { name })}
          done={t('people.done.enable', { name })}
          work={() => changePerson(agentId, { disabled: false })}
          press={t('people.press.enable')}
        />
      )
    case 'disable':
      return (
        <Act
          {...rest}
          words={t('people.words.disable', { name })}
          done={t('people.done.disable', { name })}
          work={() => changePerson(agentId, { disabled: true })}
          press={t('people.press.disable')}
          stops
        >
          <WhatOfTheCall agentId={agentId} endsOutside />
        </Act>
      )
    case 'remove':
      return (
        <Act
          {...rest}
          words={t('people.words.remove', { name })}
          done={t('people.done.remove', { name })}
          work={() => removePerson(agentId)}
          press={t('people.press.remove')}
          stops
        >
          <WhatOfTheCall agentId={agentId} endsOutside />
        </Act>
      )
  }
}

interface ActProps extends Omit<PersonDialogProps, 'asked'> {
  words: string | null
  /** The notice when it is done. */
  done: string
  fits?: boolean
  work: () => Promise<unknown>
  press: string
  /** Somebody is stopped by it. */
  stops?: boolean
  children?: ReactNode
}

function Act({ words, done, fits = true, work, press, stops, children, ...rest }: ActProps) {
  const { attempt, busy, error, onClose } = rest
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void attempt(work, () => onClose(), done)
  }
  return (
    <form className="form" onSubmit={submit}>
      {words === null ? null : <p>{words}</p>}
      {children}
      <div role="alert" className="bad">
        {error}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>{t('contacts.cancel')}</Button>
        <Button type="submit" look={stops ? 'stop' : 'accent'} disabled={busy || !fits}>
          {press}
        </Button>
      </div>
    </form>
  )
}
