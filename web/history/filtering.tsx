import { TextInput } from '@mantine/core'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import type { HistoryCounts } from '../../coordinator/protocol/queries.ts'
import { number } from '../language/formats.ts'
import { t, type Words } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { DayRange } from './day-range.tsx'
import { ExportKey } from './export-key.tsx'
import { type Filters, KINDS, type Kind, NO_FILTERS } from './requests.ts'
import '../look/chip.css'

const KIND_WORDS: Record<Kind, Words> = {
  all: 'history.all',
  missed: 'history.missed',
  mine: 'history.answeredByMe',
  messages: 'history.messages',
  outbound: 'history.outbound',
}

interface FilteringProps {
  filters: Filters
  onChange: (filters: Filters) => void
  /** How many calls are shown; null until they are read. */
  found: number | null
  more: boolean
  /** Of each kind, by the other filters; null until they are counted. */
  counts: HistoryCounts | null
}

/** Which calls are shown. */
export function Filtering({ filters, onChange, found, more, counts }: FilteringProps) {
  const { q, kind, from, to } = filters
  const change = (part: Partial<Filters>) => {
    const next = { ...filters, ...part }
    const none = next.q === '' && next.kind === 'all' && next.from === '' && next.to === ''
    onChange(none ? NO_FILTERS : next)
  }
  return (
    <search className="filtering">
      <TextInput
        type="search"
        aria-label={t('history.search')}
        placeholder={t('history.searchWhat')}
        className="grow"
        maxLength={100}
        data-search
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={({ currentTarget: { value } }) => change({ q: value })}
      />
      <fieldset className="row kinds">
        <legend className="visually-hidden">{t('history.kind')}</legend>
        {KINDS.map((it) => (
          <Button
            key={it}
            className="btn-small chip"
            aria-pressed={it === kind}
            icon={it === kind ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => change({ kind: it })}
          >
            {t(KIND_WORDS[it])} {counts ? <span className="chip-count">{number(counts[it])}</span> : null}
          </Button>
        ))}
      </fieldset>
      <DayRange from={from} to={to} onChange={change} />
      <ExportKey filters={filters} />
      <p role="status" className="soft small">
        {found === null ? '' : t(more ? 'history.foundMore' : 'history.found', { count: found })}
      </p>
    </search>
  )
}
