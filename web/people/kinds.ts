import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { Person } from '../../coordinator/protocol/people.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import type { Words } from '../language/text.ts'

/** Which people are shown. */
export const KINDS = ['all', 'deaf', 'noFactor', 'invited', 'disabled'] as const
export type Kind = (typeof KINDS)[number]

export const KIND_WORDS: Record<Kind, Words> = {
  all: 'people.kind.all',
  deaf: 'people.kind.deaf',
  noFactor: 'people.kind.noFactor',
  invited: 'people.kind.invited',
  disabled: 'people.kind.disabled',
}

type Agents = ReadonlyMap<string, AgentView>

const IS: Record<Kind, (person: Person, agents: Agents) => boolean> = {
  all: () => true,
  deaf: ({ agentId, disabled }, agents) => {
    const agent = agents.get(agentId)
    return !disabled && agent !== undefined && shownPresenceOf(agent).kind === 'deaf'
  },
  noFactor: ({ disabled, password, secondFactor }) =>
    !disabled && password !== 'invited' && password !== 'none' && secondFactor === null,
  invited: ({ disabled, password }) => !disabled && password === 'invited',
  disabled: ({ disabled }) => disabled,
}

export const isOfKind = (kind: Kind, person: Person, agents: Agents): boolean => IS[kind](person, agents)
