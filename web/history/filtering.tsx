import { TextInput } from '@mantine/core'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import { shallowEqual } from '@xstate/store'
import type { ReactNode } from 'react'
import { number } from '../language/formats.ts'
import { t, type Words } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { DayRange } from './day-range.tsx'
import type { Filters } from './requests.ts'
import '../look/chip.css'

interface FilteringProps<Kind extends string> {
  filters: Filters<Kind>
  onChange: (filters: Filters<Kind>) => void
  /** The filters that leave out nothing. */
  none: Filters<Kind>
  /** What one can search for, in words. */
  search: string
  kinds: readonly (readonly [Kind, Words])[]
  /** What the kinds tell apart, in words. */
  kindsOf: string
  /** Of each kind, by the other filters; null until they are counted. */
  counts?: Readonly<Record<Kind, number>> | null
  /** How many calls are shown; null until they are read. */
  found: number | null
  more: boolean
  children?: ReactNode
}

/** Which calls are shown. */
export function Filtering<Kind extends string>({
  filters,
  onChange,
  none,
  search,
  kinds,
  kindsOf,
  counts = null,
  found,
  more,
  children,
}: FilteringProps<Kind>) {
  const { q, from, to } = filters
  const change = (part: Partial<Filters<Kind>>) => {
    const next = { ...filters, ...part }
    onChange(shallowEqual(next, none) ? none : next)
  }
  return (
    <search className="filtering">
      <TextInput
        type="search"
        aria-label={search}
        placeholder={t('history.searchWhat')}
        className="grow"
        maxLength={100}
        data-search
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={({ currentTarget: { value } }) => change({ q: value })}
      />
      <fieldset className="row kinds">
        <legend className="visually-hidden">{kindsOf}</legend>
        {kinds.map(([kind, words]) => (
          <Button
            key={kind}
            className="btn-small chip"
            aria-pressed={kind === filters.kind}
            icon={kind === filters.kind ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => change({ kind })}
          >
            {t(words)} {counts ? <span className="chip-count">{number(counts[kind])}</span> : null}
          </Button>
        ))}
      </fieldset>
      <DayRange from={from} to={to} onChange={change} />
      {children}
      <p role="status" className="soft small">
        {found === null ? '' : t(more ? 'history.foundMore' : 'history.found', { count: found })}
      </p>
    </search>
  )
}
