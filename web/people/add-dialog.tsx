import { NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { InvitationLink } from '../../coordinator/protocol/people.ts'
import { usernameFor } from '../../coordinator/protocol/username-for.ts'
import { Role } from '../../machines/ids.ts'
import { isolated } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { addPerson } from './requests.ts'
import { roleChoices } from './roles.ts'
import type { Attempt } from './use-act.ts'
import { WayIn } from './way-in.tsx'

interface AddDialogProps {
  opened: boolean
  attempt: Attempt
  busy: boolean
  error: string | null
  onClose: () => void
}

/** Adds somebody, who chooses a password by a link. */
export function AddDialog({ opened, ...rest }: AddDialogProps) {
  return (
    <Dialog opened={opened} onClose={rest.onClose} title={t('people.title.add')}>
      {opened ? <AddForm {...rest} /> : null}
    </Dialog>
  )
}

function AddForm({ attempt, busy, error, onClose }: Omit<AddDialogProps, 'opened'>) {
  const [name, setName] = useState('')
  /** Null: as it follows from the name. */
  const [typed, setTyped] = useState<string | null>(null)
  const [role, setRole] = useState<Role>('agent')
  const [made, setMade] = useState<InvitationLink | null>(null)
  const agentId = typed ?? usernameFor(name)
  if (made) return <WayIn made={made} name={isolated(name.trim())} onClose={onClose} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void attempt(() => addPerson({ agentId, name, role }), setMade)
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextInput
        data-autofocus
        label={t('people.name')}
        autoComplete="off"
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('start.username')}
        description={t('people.usernameRule')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        value={agentId}
        onChange={(event) => setTyped(event.currentTarget.value.toLowerCase())}
      />
      <NativeSelect
        label={t('people.role')}
        data={roleChoices()}
        value={role}
        onChange={(event) => setRole(Role.catch('agent').parse(event.currentTarget.value))}
      />
      <p className="soft">{t('people.words.add')}</p>
      <div role="alert" className="bad">
        {error}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>{t('contacts.cancel')}</Button>
        <Button type="submit" look="accent" disabled={busy || name.trim() === '' || agentId === ''}>
          {t('people.press.add')}
        </Button>
      </div>
    </form>
  )
}
