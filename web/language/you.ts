import { t } from './text.ts'

/** How a text names the agent at this desk, where it names agents. */
export const you = (): string => t('desk.you')

/** A name behind a word such as `at` or `by`: some languages have another form of `you` there. */
export const behind = (name: string): string => (isYou(name) ? t('calls.youBehind') : name)

export const isYou = (name: string): boolean => name === you()
