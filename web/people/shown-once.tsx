import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { InvitationLink } from '../../coordinator/protocol/people.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { momentInWords } from './moment.ts'

interface ShownOnceProps {
  /** A link, or a temporary password. */
  made: InvitationLink | string
  name: string
  onClose: () => void
}

/** What somebody signs in with. The server does not show it again. */
export function ShownOnce({ made, name, onClose }: ShownOnceProps) {
  const [copied, setCopied] = useState(false)
  const isLink = typeof made !== 'string'
  const secret = isLink ? made.link : made
  const copy = () =>
    navigator.clipboard?.writeText(secret).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <div className="form">
      <p>
        {isLink
          ? t('people.once.link', { name, until: momentInWords(made.until) })
          : t('people.once.password', { name })}
      </p>
      <TextInput
        data-autofocus
        label={t(isLink ? 'people.link' : 'people.temporaryPassword')}
        readOnly
        value={secret}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="dialog-foot">
        <span className="grow ok" role="status">
          {copied ? t('people.copied') : ''}
        </span>
        <Button onClick={copy}>{t('secondFactor.copy')}</Button>
        <Button look="accent" onClick={onClose}>
          {t('people.passedOn')}
        </Button>
      </div>
    </div>
  )
}
