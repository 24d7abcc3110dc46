import { useState } from 'react'
import type { InvitationLink, Person } from '../../coordinator/protocol/people.ts'
import { isolated } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { invitePerson, resetPassword } from './requests.ts'
import type { Attempt } from './use-act.ts'
import { WayIn } from './way-in.tsx'

interface ResetFormProps {
  person: Person
  attempt: Attempt
  busy: boolean
  error: string | null
  onClose: () => void
}

/** Another way in: a link, or a password that opens one sign-in. */
export function ResetForm({ person, attempt, busy, error, onClose }: ResetFormProps) {
  const [made, setMade] = useState<InvitationLink | string | null>(null)
  const { agentId } = person
  const name = isolated(person.name)
  if (made !== null) return <WayIn made={made} name={name} onClose={onClose} />
  return (
    <div className="form">
      <p>{t(person.password === 'invited' ? 'people.words.invite' : 'people.words.password', { name })}</p>
      <div role="alert" className="bad">
        {error}
      </div>
      <div className="dialog-foot people-foot">
        <Button onClick={onClose}>{t('contacts.cancel')}</Button>
        <Button disabled={busy} onClick={() => void attempt(() => resetPassword(agentId), setMade)}>
          {t('people.press.temporary')}
        </Button>
        <Button
          look="accent"
          data-autofocus
          disabled={busy}
          onClick={() => void attempt(() => invitePerson(agentId), setMade)}
        >
          {t('people.press.link')}
        </Button>
      </div>
    </div>
  )
}
