import {
  IconKey,
  IconLink,
  IconLogout,
  IconPencil,
  IconShieldOff,
  IconTrash,
  IconUserCheck,
  IconUserOff,
  IconUserShield,
} from '@tabler/icons-react'
import type { Person } from '../../coordinator/protocol/people.ts'
import { t } from '../language/text.ts'
import type { MenuItem } from '../look/menu-button.tsx'

/** What an administrator can do to somebody. Each is asked for in a dialog. */
export type PersonAct =
  | 'rename'
  | 'role'
  | 'password'
  | 'link'
  | 'factors'
  | 'sessions'
  | 'disable'
  | 'enable'
  | 'remove'

export type Ask = (act: PersonAct, person: Person) => void

const SIGN = { size: 16, 'aria-hidden': true } as const

/**
 * The acts that fit. One's own password, factors and sessions are on the page of the own account. What the company's account
 * decides is changed there.
 * @param mayLink there is such an account
 */
export function personItems(person: Person, me: { agentId: string }, mayLink: boolean, ask: Ask): MenuItem[] {
  const { agentId, disabled, onlyAdmin, secondFactor, sessions } = person
  const isMe = agentId === me.agentId
  const isOwn = person.password !== 'none'
  const item = (act: PersonAct, icon: MenuItem['icon'], fits = true): MenuItem[] =>
    fits ? [{ words: t(`people.act.${act}`), icon, choose: () => ask(act, person) }] : []
  return [
    ...item('rename', <IconPencil {...SIGN} />, isOwn),
    ...item('role', <IconUserShield {...SIGN} />, isOwn && !onlyAdmin),
    ...item('password', <IconKey {...SIGN} />, isOwn && !isMe && !onlyAdmin && !disabled),
    ...item('link', <IconLink {...SIGN} />, mayLink && isOwn && !onlyAdmin && !disabled),
    ...item('factors', <IconShieldOff {...SIGN} />, isOwn && !isMe && secondFactor !== null),
    ...item('sessions', <IconLogout {...SIGN} />, !isMe && sessions > 0),
    ...item('enable', <IconUserCheck {...SIGN} />, disabled),
    ...item('disable', <IconUserOff {...SIGN} />, !isMe && !disabled && !onlyAdmin),
    ...item('remove', <IconTrash {...SIGN} />, !isMe && !onlyAdmin),
  ]
}
