import { TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconTrash } from '@tabler/icons-react'
import type { Group } from '../../coordinator/protocol/groups.ts'
import type { Person } from '../../coordinator/protocol/people.ts'
import { isolated } from '../calls/format.ts'
import { t } from '../language/text.ts'

interface GroupFieldsProps {
  group: Group
  people: readonly Person[]
  isFirst: boolean
  isLast: boolean
  nameError: string | undefined
  membersError: string | undefined
  onChange: (part: Partial<Group>) => void
  onMove: (by: 1 | -1) => void
  onRemove: () => void
}

/** One group: its name, its place among the others, and who is in it. */
export function GroupFields({
  group,
  people,
  isFirst,
  isLast,
  nameError,
  membersError,
  ...on
}: GroupFieldsProps) {
  const { id, members } = group
  const name = group.name.trim() === '' ? t('people.group.unnamed') : isolated(group.name.trim())
  const toggle = (agentId: string) =>
    on.onChange({
      members: members.includes(agentId)
        ? members.filter((member) => member !== agentId)
        : [...members, agentId],
    })
  /** Who is disabled can only leave. */
  const mayBeChosen = ({ agentId, disabled }: Person) => !disabled || members.includes(agentId)
  return (
    <li className="card group">
      <div className="group-head">
        <TextInput
          className="grow"
          aria-label={t('people.group.name')}
          data-focus={`name ${id}`}
          autoComplete="off"
          value={group.name}
          error={nameError}
          onChange={(event) => on.onChange({ name: event.currentTarget.value })}
        />
        <button
          type="button"
          className="icon-button"
          data-focus={`up ${id}`}
          aria-label={t('people.group.up', { name })}
          disabled={isFirst}
          onClick={() => on.onMove(-1)}
        >
          <IconChevronUp size={17} aria-hidden />
        </button>
        <button
          type="button"
          className="icon-button"
          data-focus={`down ${id}`}
          aria-label={t('people.group.down', { name })}
          disabled={isLast}
          onClick={() => on.onMove(1)}
        >
          <IconChevronDown size={17} aria-hidden />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t('people.group.remove', { name })}
          onClick={on.onRemove}
        >
          <IconTrash size={17} aria-hidden />
        </button>
      </div>
      <details>
        <summary>{t('people.group.members', { count: members.length })}</summary>
        <fieldset className="group-members">
          <legend className="visually-hidden">{t('people.group.membersOf', { name })}</legend>
          {people.filter(mayBeChosen).map((person) => (
            <label key={person.agentId}>
              <input
                type="checkbox"
                checked={members.includes(person.agentId)}
                onChange={() => toggle(person.agentId)}
              />
              <bdi>{person.name}</bdi>
            </label>
          ))}
        </fieldset>
      </details>
      {membersError === undefined ? null : (
        <p className="bad" role="alert">
          {membersError}
        </p>
      )}
    </li>
  )
}
