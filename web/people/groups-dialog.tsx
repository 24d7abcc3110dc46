import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, useLayoutEffect, useRef, useState } from 'react'
import { type Group, Groups, GroupsBody, MOST_GROUPS } from '../../coordinator/protocol/groups.ts'
import type { Person } from '../../coordinator/protocol/people.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { ApiRefusal, requestApi } from '../api/request.ts'
import { isolated } from '../calls/format.ts'
import { problemText } from '../commands/problem-text.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { fieldErrorText } from '../language/field-error.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { ChangedByOther } from '../office/changed-by-other.tsx'
import { GroupFields } from './group-fields.tsx'

interface GroupsDialogProps {
  opened: boolean
  people: readonly Person[]
  onClose: () => void
}

/** The groups that desks show colleagues in. All of them are saved together. */
export function GroupsDialog({ opened, ...rest }: GroupsDialogProps) {
  return (
    <Dialog opened={opened} onClose={rest.onClose} title={t('people.groups')} wide>
      {opened ? <GroupsForm {...rest} /> : null}
    </Dialog>
  )
}

/** @param rev of the groups that the change is based on */
const saveGroups = (groups: readonly Group[], rev: number) =>
  requestApi('/api/groups', Groups, { method: 'PUT', body: { groups }, ifMatch: `"${rev}"` })

function GroupsForm({ people, onClose }: Omit<GroupsDialogProps, 'opened'>) {
  const { desk, notices } = useConsole()
  const current = useDesk(({ confirmed }) => confirmed.groups)
  const known = new Set(people.map(({ agentId }) => agentId))
  /** Leaves out members without an account, because the server refuses them. */
  const draftOf = ({ groups }: Groups): Group[] =>
    groups.map((group) => ({ ...group, members: group.members.filter((it) => known.has(it)) }))
  const [base, setBase] = useState(current)
  const [draft, setDraft] = useState(() => draftOf(current))
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const [error, setError] = useState<string | null>(null)
  const [moved, setMoved] = useState('')
  const [busy, setBusy] = useState(false)
  const { form, focusSoon } = useFocusSoon()
  const changedByOther = current.rev !== base.rev

  const change = (groups: Group[], focus?: string[]) => {
    setDraft(groups)
    if (focus) focusSoon(focus)
  }
  const move = (group: Group, by: 1 | -1) => {
    const from = draft.indexOf(group)
    const others = draft.filter((it) => it !== group)
    change(
      others.toSpliced(from + by, 0, group),
      by < 0 ? [`up ${group.id}`, `down ${group.id}`] : [`down ${group.id}`, `up ${group.id}`],
    )
    setMoved(t('people.group.moved', { name: isolated(group.name), place: from + by + 1, all: draft.length }))
  }
  const add = () => {
    const id = newIdempotencyKey()
    change([...draft, { id, name: '', members: [] }], [`name ${id}`])
  }

  async function store(groups: readonly Group[], rev: number, title: string, undo?: (saved: Groups) => void) {
    const saved = await saveGroups(groups, rev)
    desk.trigger.groupsReceived({ groups: saved })
    const key = undo ? { words: t('contacts.undo'), press: () => undo(saved) } : null
    notices.trigger.show({ title, tone: 'good', key })
  }

  const undo = (saved: Groups) =>
    void store(draftOf(base), saved.rev, t('people.group.undone')).catch((reason: unknown) =>
      notices.trigger.show({ title: errorText(reason), tone: 'bad' }),
    )

  async function save() {
    const found = GroupsBody.safeParse({ groups: draft }).error?.issues ?? []
    setErrors(new Map(found.map(({ path, message }) => [path.slice(1).join('.'), fieldErrorText(message)])))
    setError(found.length > 0 ? t('office.lookAgain') : null)
    if (found.length > 0) return
    setBusy(true)
    try {
      await store(draft, base.rev, t('people.group.saved'), undo)
      onClose()
    } catch (reason) {
      setError(errorText(reason))
      setBusy(false)
    }
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save()
  }
  return (
    <form className="form" ref={form} noValidate onSubmit={submit}>
      {changedByOther ? (
        <ChangedByOther
          current={current}
          onTake={() => {
            setBase(current)
            setDraft(draftOf(current))
            setError(null)
          }}
          onKeep={() => {
            setBase(current)
            setError(null)
          }}
        />
      ) : null}
      <p>{t('people.group.words')}</p>
      {draft.length === 0 ? <p className="soft">{t('people.group.none')}</p> : null}
      <ol className="groups">
        {draft.map((group, place) => (
          <GroupFields
            key={group.id}
            group={group}
            people={people}
            isFirst={place === 0}
            isLast={place === draft.length - 1}
            nameError={errors.get(`${place}.name`)}
            membersError={errors.get(`${place}.members`)}
            onChange={(part) => change(draft.map((it) => (it === group ? { ...it, ...part } : it)))}
            onMove={(by) => move(group, by)}
            onRemove={() =>
              change(
                draft.filter((it) => it !== group),
                ['add'],
              )
            }
          />
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {moved}
      </p>
      <div>
        <Button
          className="btn-small"
          look="quiet"
          data-focus="add"
          data-autofocus
          icon={<IconPlus size={15} aria-hidden />}
          aria-disabled={draft.length >= MOST_GROUPS}
          onClick={() =>
            draft.length < MOST_GROUPS ? add() : setError(t('people.group.most', { most: MOST_GROUPS }))
          }
        >
          {t('people.group.add')}
        </Button>
      </div>
      <div role="alert" className="bad">
        {error}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>{t('contacts.cancel')}</Button>
        <Button type="submit" look="accent" disabled={busy || changedByOther}>
          {t(busy ? 'secondFactor.saving' : 'people.save')}
        </Button>
      </div>
    </form>
  )
}

/** After the next drawing, the first of these that can take the focus has it. They are named by `data-focus`. */
function useFocusSoon() {
  const form = useRef<HTMLFormElement>(null)
  const wanted = useRef<readonly string[]>([])
  useLayoutEffect(() => {
    const [found] = wanted.current.flatMap(
      (name) => form.current?.querySelector<HTMLElement>(`[data-focus="${name}"]:enabled`) ?? [],
    )
    wanted.current = []
    found?.focus()
  })
  return {
    form,
    focusSoon: (names: readonly string[]) => {
      wanted.current = names
    },
  }
}

function errorText(error: unknown): string {
  if (!(error instanceof ApiRefusal)) return t('office.noAnswer')
  const { code, winner } = error.problem
  if (code !== 'changed_meanwhile') return problemText(error.problem)
  return t('people.group.changedMeanwhile', { name: winner?.name ?? t('office.somebody') })
}
