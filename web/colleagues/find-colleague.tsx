import { IconSearch } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { type KeyboardEvent, useEffect } from 'react'
import { ariaKey, shortKey } from '../keys/key-words.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { findStore } from './find.ts'

const hits = () => [...document.querySelectorAll<HTMLElement>('.tile.hit')]

/** Looks for a colleague. Enter opens the menu of the first who is found, an arrow goes to the tile. */
export function FindColleague() {
  const query = useSelector(findStore, ({ context }) => context.query)
  const hotkey = useKeyOf('find')
  const change = (text: string) => findStore.trigger.changed({ query: text })
  useEffect(() => () => findStore.trigger.changed({ query: '' }), [])
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const [first] = hits()
    if (event.key === 'Escape') {
      change('')
      event.currentTarget.blur()
    } else if (event.key === 'Enter') first?.click()
    else if (event.key === 'ArrowDown') first?.focus()
    else return
    event.preventDefault()
  }
  return (
    <label className="find">
      <IconSearch size={14} aria-hidden />
      <span className="visually-hidden">{t('colleagues.findOne')}</span>
      <input
        type="search"
        placeholder={t('menu.find')}
        autoComplete="off"
        data-search
        {...(hotkey ? { 'aria-keyshortcuts': ariaKey(hotkey) } : {})}
        value={query}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {hotkey && query === '' ? (
        <span className="key" aria-hidden="true">
          {shortKey(hotkey)}
        </span>
      ) : null}
    </label>
  )
}
