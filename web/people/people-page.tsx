import { TextInput } from '@mantine/core'
import {
  IconCheck,
  IconDeviceTv,
  IconPlus,
  IconSearch,
  IconUpload,
  IconUsersGroup,
} from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { folded } from '../../coordinator/protocol/folded.ts'
import type { Person } from '../../coordinator/protocol/people.ts'
import { isolated } from '../calls/format.ts'
import { groupNames } from '../colleagues/places.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { number } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Screens, showScreens } from '../wallboard/screens.tsx'
import { AddDialog } from './add-dialog.tsx'
import { GroupsDialog } from './groups-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { isOfKind, KIND_WORDS, KINDS, type Kind } from './kinds.ts'
import { type Asked, PersonDialog } from './person-dialog.tsx'
import { PersonRow } from './person-row.tsx'
import { useAct } from './use-act.ts'
import { usePeople } from './use-people.ts'
import '../look/chip.css'
import './people.css'

/** Everybody who signs in: who may do what, how safely, and whether calls ring at them. For administrators. */
export function PeoplePage() {
  const { me } = useConsole()
  return me.role === 'admin' ? <Page /> : <p className="empty">{t('people.onlyAdmins')}</p>
}

function Page() {
  const { people, failed, read } = usePeople()
  const { dialog, forgetError, ...act } = useAct(read)
  const [opened, setOpened] = useState<'add' | 'import' | 'groups' | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const open = (next: () => void) => {
    forgetError()
    next()
  }
  return (
    <>
      {failed ? (
        <div className="card list-row" role="alert">
          <span className="grow bad">{t('people.failed')}</span>
          <Button className="btn-small" onClick={() => void read()}>
            {t('start.tryAgain')}
          </Button>
        </div>
      ) : null}
      {people === null ? (
        <p className="soft">{failed ? null : t('start.reading')}</p>
      ) : (
        <Everybody
          people={people}
          onAdd={() => open(() => setOpened('add'))}
          onImport={() => open(() => setOpened('import'))}
          onGroups={() => open(() => setOpened('groups'))}
          onAsk={(what, person) => open(() => setAsked({ act: what, person }))}
        />
      )}
      <Screens />
      <AddDialog opened={opened === 'add'} onClose={() => setOpened(null)} {...act} />
      <ImportDialog opened={opened === 'import'} onClose={() => setOpened(null)} {...act} />
      <GroupsDialog opened={opened === 'groups'} people={people ?? []} onClose={() => setOpened(null)} />
      <PersonDialog asked={asked} onClose={() => setAsked(null)} {...act} />
      {dialog}
    </>
  )
}

interface EverybodyProps {
  people: readonly Person[]
  onAdd: () => void
  onImport: () => void
  onGroups: () => void
  onAsk: (act: Asked['act'], person: Person) => void
}

const NO_GROUPS: readonly string[] = []
const COLUMNS = ['name', 'role', 'ring', 'factor', 'seen', 'sessions'] as const

function Everybody({ people, onAdd, onImport, onGroups, onAsk }: EverybodyProps) {
  const agents = useDesk(({ confirmed }) => confirmed.agents)
  const groups = useDesk(({ confirmed }) => confirmed.groups.groups)
  const inGroups = useMemo(() => groupNames(groups), [groups])
  const [q, setQ] = useState('')
  const [kind, setKind] = useState<Kind>('all')
  const counts = useMemo(
    () => KINDS.map((it) => people.filter((person) => isOfKind(it, person, agents)).length),
    [people, agents],
  )
  const sought = folded(q.trim())
  const shown = people.filter(
    (person) =>
      isOfKind(kind, person, agents) &&
      (folded(person.name).includes(sought) || person.agentId.includes(sought)),
  )
  const onlyAdmin = people.find((person) => person.onlyAdmin)
  return (
    <>
      <search className="people-head">
        <TextInput
          type="search"
          className="people-search"
          aria-label={t('people.search')}
          placeholder={t('people.searchWhat')}
          data-search
          maxLength={80}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <fieldset className="row kinds">
          <legend className="visually-hidden">{t('people.kinds')}</legend>
          {KINDS.map((it, n) => (
            <Button
              key={it}
              className="btn-small chip"
              aria-pressed={it === kind}
              icon={it === kind ? <IconCheck size={14} aria-hidden /> : null}
              onClick={() => setKind(it)}
            >
              {t(KIND_WORDS[it])} <span className="chip-count">{number(counts[n] ?? 0)}</span>
            </Button>
          ))}
        </fieldset>
        <div className="row people-keys">
          <Button look="accent" icon={<IconPlus size={17} aria-hidden />} onClick={onAdd}>
            {t('people.add')}
          </Button>
          <Button icon={<IconUpload size={17} aria-hidden />} onClick={onImport}>
            {t('contacts.import')}
          </Button>
          <Button icon={<IconUsersGroup size={17} aria-hidden />} onClick={onGroups}>
            {t('people.groups')}
          </Button>
          <Button icon={<IconDeviceTv size={17} aria-hidden />} onClick={showScreens}>
            {t('page.wallboard')}
          </Button>
        </div>
      </search>
      <p className="soft" role="status">
        {t('people.shown', { shown: shown.length, all: people.length })}
      </p>
      {shown.length === 0 ? (
        <p className="empty">{t('people.noMatch')}</p>
      ) : (
        <div className="card people-card">
          <table className="people">
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {t(`people.column.${column}`)}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">{t('people.column.more')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((person) => (
                <PersonRow
                  key={person.agentId}
                  person={person}
                  groups={inGroups.get(person.agentId) ?? NO_GROUPS}
                  onAsk={onAsk}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {onlyAdmin ? (
        <p className="soft">{t('people.onlyAdminWords', { name: isolated(onlyAdmin.name) })}</p>
      ) : null}
    </>
  )
}
