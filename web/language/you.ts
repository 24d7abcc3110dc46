import { t } from './text.ts'

/** How a text names the agent at this desk, where it names agents. */
export const you = (): string => t('desk.you')

export const isYou = (name: string): boolean => name === you()
