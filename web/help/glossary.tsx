import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { wordsOf } from '../../coordinator/protocol/call-search.ts'
import { keyLabel } from '../keys/action-words.ts'
import type { ActionId } from '../keys/table.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { locale } from '../language/locale.ts'
import { t } from '../language/text.ts'
import { SCROLLS } from '../look/scrolls.ts'
import { DESK_WORDS } from './desk-words.ts'
import './help.css'

/** What the words of the desk mean. */
export function Glossary() {
  const [q, setQ] = useState('')
  const field = useRef<HTMLInputElement>(null)
  // The first time this part comes after its dialog, which has given the focus to its own key.
  useEffect(() => field.current?.focus(), [])
  const typed = wordsOf(q)
  const shown = DESK_WORDS.map(({ name, action }) => ({
    word: t(`deskWord.${name}.word`),
    meaning: t(`deskWord.${name}.meaning`),
    action,
  }))
    .filter(({ word, meaning }) => {
      const words = wordsOf(`${word} ${meaning}`)
      return typed.every((it) => words.some((one) => one.startsWith(it)))
    })
    .sort((one, other) => one.word.localeCompare(other.word, locale()))
  return (
    <div className="glossary">
      <TextInput
        ref={field}
        data-autofocus
        type="search"
        label={t('help.search')}
        value={q}
        onChange={({ currentTarget }) => setQ(currentTarget.value)}
      />
      <dl className="glossary-list" {...SCROLLS} aria-label={t('help.words')}>
        {shown.map(({ word, meaning, action }) => (
          <div key={word}>
            <dt>
              {word} {action ? <KeyOf action={action} /> : null}
            </dt>
            <dd className="soft">{meaning}</dd>
          </div>
        ))}
      </dl>
      <p role="status" className="soft small">
        {shown.length === 0 ? t('help.noWord', { q }) : null}
      </p>
    </div>
  )
}

function KeyOf({ action }: { action: ActionId }) {
  const key = useKeyOf(action)
  return key === null ? null : <kbd>{keyLabel(key)}</kbd>
}
