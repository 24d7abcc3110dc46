import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../language/text.ts'
import { Button } from './button.tsx'

interface ShownOnceProps {
  words: string
  label: string
  secret: string
  onClose: () => void
}

/** A link or a password to pass on. The server does not show it again. */
export function ShownOnce({ words, label, secret, onClose }: ShownOnceProps) {
  const [copied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard?.writeText(secret).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <div className="form">
      <p>{words}</p>
      <TextInput
        data-autofocus
        label={label}
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
