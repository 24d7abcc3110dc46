import { TextInput } from '@mantine/core'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import type { HistoryCounts } from '../../coordinator/protocol/queries.ts'
import { Button } from '../look/button.tsx'
import { ExportKey } from './export-key.tsx'
import { type Filters, KINDS, type Kind, NO_FILTERS } from './requests.ts'

const KIND_WORDS: Record<Kind, string> = {
  all: 'All',
  missed: 'Missed',
  mine: 'Answered by me',
  messages: 'Messages',
  outbound: 'Outbound',
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
        aria-label="Search calls"
        placeholder="Name, number, note, agent"
        className="grow"
        maxLength={100}
        data-search
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={({ currentTarget: { value } }) => change({ q: value })}
      />
      <fieldset className="row kinds">
        <legend className="visually-hidden">Kind</legend>
        {KINDS.map((it) => (
          <Button
            key={it}
            className="btn-small chip"
            aria-pressed={it === kind}
            icon={it === kind ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => change({ kind: it })}
          >
            {KIND_WORDS[it]} {counts ? <span className="chip-count">{counts[it]}</span> : null}
          </Button>
        ))}
      </fieldset>
      <div className="row">
        <TextInput
          type="date"
          aria-label="From"
          max={to || undefined}
          value={from}
          onChange={({ currentTarget: { value } }) => change({ from: value })}
        />
        <span className="soft">to</span>
        <TextInput
          type="date"
          aria-label="To"
          min={from || undefined}
          value={to}
          onChange={({ currentTarget: { value } }) => change({ to: value })}
        />
      </div>
      <ExportKey filters={filters} />
      <p role="status" className="soft small">
        {found === null
          ? ''
          : `${found}${more ? ' and more' : ''} ${found === 1 && !more ? 'call' : 'calls'}`}
      </p>
    </search>
  )
}
