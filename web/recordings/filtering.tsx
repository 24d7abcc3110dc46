import { TextInput } from '@mantine/core'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import { DayRange } from '../history/day-range.tsx'
import { t, type Words } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { type Filters, NO_FILTERS } from './requests.ts'
import '../look/chip.css'

const DIRECTIONS = [
  ['all', 'history.all'],
  ['inbound', 'recordings.inbound'],
  ['outbound', 'history.outbound'],
] as const satisfies [Filters['direction'], Words][]

interface FilteringProps {
  filters: Filters
  onChange: (filters: Filters) => void
  /** How many calls are shown; null until they are read. */
  found: number | null
  more: boolean
}

/** Which recordings are shown. */
export function Filtering({ filters, onChange, found, more }: FilteringProps) {
  const { q, direction, from, to } = filters
  const change = (part: Partial<Filters>) => {
    const next = { ...filters, ...part }
    const none = next.q === '' && next.direction === 'all' && next.from === '' && next.to === ''
    onChange(none ? NO_FILTERS : next)
  }
  return (
    <search className="filtering">
      <TextInput
        type="search"
        aria-label={t('recordings.search')}
        placeholder={t('history.searchWhat')}
        className="grow"
        maxLength={100}
        data-search
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={({ currentTarget: { value } }) => change({ q: value })}
      />
      <fieldset className="row kinds">
        <legend className="visually-hidden">{t('recordings.direction')}</legend>
        {DIRECTIONS.map(([it, words]) => (
          <Button
            key={it}
            className="btn-small chip"
            aria-pressed={it === direction}
            icon={it === direction ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => change({ direction: it })}
          >
            {t(words)}
          </Button>
        ))}
      </fieldset>
      <DayRange from={from} to={to} onChange={change} />
      <p role="status" className="soft small">
        {found === null ? '' : t(more ? 'history.foundMore' : 'history.found', { count: found })}
      </p>
    </search>
  )
}
