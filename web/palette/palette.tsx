import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { answersCalls } from '../../machines/ids.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { keyLabel } from '../keys/action-words.ts'
import type { Offers } from '../keys/offers.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import type { Choice } from './choice.ts'
import { choicesNow } from './choices.ts'
import { foundChoices, localChoices } from './find-choices.ts'
import { readQuery } from './query.ts'
import { useFound } from './use-found.ts'
import './palette.css'

interface PaletteProps {
  offers: Offers
  /** Closes the palette; what runs afterwards may move the focus. */
  onClose: () => void
}

/** Finds a person, a call or a command by what somebody types. The lines keep their places until more is typed. */
export function Palette({ offers, onClose }: PaletteProps) {
  const console = useConsole()
  const [text, setText] = useState('')
  const query = useMemo(() => readQuery(text), [text])
  const search = useFound(query.rest, answersCalls(console.me.role))
  const found = search === 'searching' ? null : search
  const places = useMemo(
    () => [
      ...localChoices(console, offers, query),
      ...(search === 'searching' ? [] : foundChoices(console, query, search)),
    ],
    [console, offers, query, search],
  )
  const choices = useAsTheyAreNow(places, () => [
    ...choicesNow(console, offers),
    ...foundChoices(console, query, found),
  ])
  const [chosen, setChosen] = useState<string | null>(null)
  const at = Math.max(
    0,
    choices.findIndex(({ id }) => id === chosen),
  )
  const active = choices[at]
  const [said, setSaid] = useState<string | null>(null)
  const list = useId()
  const field = useRef<HTMLInputElement>(null)
  // The first time this part comes after its dialog, which has given the focus to its own key.
  useEffect(() => field.current?.focus(), [])

  const type = (value: string) => {
    setText(value)
    setChosen(null)
    setSaid(null)
  }
  const run = ({ words, offer }: Choice) => {
    if ('why' in offer) return setSaid(t('palette.saidNotNow', { words, why: offer.why }))
    onClose()
    // The dialog is gone and has given the focus back.
    setTimeout(offer.run)
  }
  const go = (to: number) => {
    setChosen(choices.at(to % choices.length)?.id ?? null)
    setSaid(null)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'PageDown') go(Math.min(at + 8, choices.length - 1))
    else if (event.key === 'PageUp') go(Math.max(at - 8, 0))
    else if (event.key === 'Enter' && active) run(active)
    else return
    event.preventDefault()
  }
  const news = () => {
    if (search === 'searching') return t('palette.searching')
    if (found?.failed) return t('palette.failed')
    return choices.length === 0 ? t('palette.nothingFits', { text }) : null
  }
  return (
    <div className="palette">
      <TextInput
        ref={field}
        data-autofocus
        type="text"
        size="md"
        role="combobox"
        aria-label={t('palette.field')}
        aria-expanded
        aria-autocomplete="list"
        aria-controls={list}
        aria-activedescendant={active ? `${list}-${at}` : undefined}
        placeholder={t('palette.hint')}
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconSearch size={17} aria-hidden />}
        value={text}
        onChange={({ currentTarget }) => type(currentTarget.value)}
        onKeyDown={onKey}
      />
      <div id={list} role="listbox" aria-label={t('palette.fits')} className="palette-list">
        {choices.map((choice, n) => (
          <Line
            key={choice.id}
            id={`${list}-${n}`}
            choice={choice}
            active={choice === active}
            onChoose={() => run(choice)}
          />
        ))}
      </div>
      <p role="status" className="soft small palette-said">
        {said ?? news()}
      </p>
    </div>
  )
}

/** Each line in its place, as it is possible now. What has gone says so. */
function useAsTheyAreNow(places: readonly Choice[], all: () => Choice[]): Choice[] {
  // Draws again with the desk.
  useDesk(({ calls }) => calls)
  useDesk(({ confirmed }) => confirmed.agents)
  const now = new Map(all().map((choice) => [choice.id, choice]))
  return places.map((choice) => now.get(choice.id) ?? { ...choice, offer: { why: t('palette.gone') } })
}

interface LineProps {
  id: string
  choice: Choice
  active: boolean
  onChoose: () => void
}

function Line({ id, choice: { words, about, action, offer }, active, onChoose }: LineProps) {
  const hotkey = useKeyOf(action ?? 'palette')
  const why = 'why' in offer ? offer.why : null
  const line = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (active) line.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys.
    <div
      ref={line}
      id={id}
      role="option"
      aria-selected={active}
      aria-disabled={why === null ? undefined : true}
      tabIndex={-1}
      className="palette-line"
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className="grow ellipsis">
        <bdi>{words}</bdi>
        {about ? <span className="soft small"> {about}</span> : null}
        {why === null ? null : <span className="soft small block">{t('palette.notNow', { why })}</span>}
      </span>
      {action && hotkey ? <kbd>{keyLabel(hotkey)}</kbd> : null}
    </div>
  )
}
