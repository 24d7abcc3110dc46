import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { readNumber } from '../../coordinator/protocol/phone-number.ts'
import { formatNumber, isolated } from '../calls/format.ts'
import { useContacts } from '../contacts/use-contacts.ts'
import { list } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { useWantedSearch } from '../pages/wanted-search.ts'
import { type ChosenPerson, PersonFound } from './person-found.tsx'

/** Shown of a search; a longer one names the person better. */
const MOST_SHOWN = 8
/** Fewer digits are no number yet. */
const SHORTEST_NUMBER = 7

/** Chooses the person, by a contact or by a number. */
export function FindPerson() {
  const [q, setQ] = useState('')
  const [person, setPerson] = useState<ChosenPerson | null>(null)
  const search = (text: string) => {
    setQ(text)
    setPerson(null)
  }
  useWantedSearch('privacy', setQ)
  return (
    <section className="card panel" aria-labelledby="find-person">
      <h2 id="find-person">{t('privacy.person')}</h2>
      <p className="soft">{t('privacy.personIntro')}</p>
      <TextInput
        className="privacy-search"
        type="search"
        label={t('privacy.find')}
        data-search
        value={q}
        maxLength={120}
        onChange={(event) => search(event.currentTarget.value)}
      />
      {person ? (
        <PersonFound key={person.numbers.join()} person={person} />
      ) : q.trim() === '' ? null : (
        <Candidates q={q} onChoose={setPerson} />
      )}
    </section>
  )
}

function Candidates({ q, onChoose }: { q: string; onChoose: (person: ChosenPerson) => void }) {
  const { shown, failed } = useContacts(q)
  const typed = readNumber(q)?.number ?? ''
  const found = (shown?.list ?? []).filter(({ numbers }) => numbers.length > 0).slice(0, MOST_SHOWN)
  const isNumber = typed.length >= SHORTEST_NUMBER
  return (
    <>
      <p role="status" className={failed ? 'bad' : 'soft'}>
        {failed ? t('contacts.failed') : shown === null ? t('start.reading') : null}
        {shown && found.length === 0 && !isNumber ? t('contacts.noMatch', { q }) : null}
      </p>
      <ul className="privacy-candidates">
        {isNumber ? (
          <li>
            <Button onClick={() => onChoose({ name: q.trim(), numbers: [typed] })}>
              {t('privacy.theNumber', { number: q.trim() })}
            </Button>
          </li>
        ) : null}
        {found.map(({ id, name, numbers }) => (
          <li key={id}>
            <Button onClick={() => onChoose({ name, numbers: numbers.map(({ number }) => number) })}>
              <bdi>{isolated(name)}</bdi>{' '}
              <span className="soft">{list(numbers.map(({ number }) => formatNumber(number)))}</span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
