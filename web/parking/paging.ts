import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { t } from '../language/text.ts'
import type { NoticeText } from '../notices/notices.ts'

/** What one calls into the house, such as `Anna, slot 4`; null where the caller has no slot. The caller is not named. */
export function pagingText({ parked }: CallView, nameOf: (who: string) => string): string | null {
  if (typeof parked?.slot !== 'number') return null
  const { slot } = parked
  return parked.for === null
    ? t('lot.pageCaller', { slot })
    : t('lot.page', { name: nameOf(parked.for), slot })
}

/** The parked call that a key means: the one whose tile has the focus, else the last one that this agent parked. */
export function callToPage(
  parked: readonly CallView[],
  me: string,
  focusedCall: string | null,
): CallView | null {
  const inSlots = parked.filter((call) => typeof call.parked?.slot === 'number')
  const focused = inSlots.find(({ callSid }) => callSid === focusedCall)
  if (focused) return focused
  return inSlots
    .filter((call) => call.parked?.by === me)
    .reduce<CallView | null>(
      (last, call) => ((last?.parked?.at ?? '') > (call.parked?.at ?? '') ? last : call),
      null,
    )
}

export const canSpeak = () => 'speechSynthesis' in globalThis

/** Voices come a while after the page. */
const VOICES_WITHIN_MS = 1_500

type Tell = (notice: NoticeText) => void

/** Says the text with the browser's voice for the language of the page, at the speaker that the browser uses. */
export async function speak(text: string, tell: Tell): Promise<void> {
  const failed = (detail: string) => tell({ title: t('lot.notSaid', { text }), tone: 'bad', detail })
  if (!canSpeak()) return failed(t('lot.cannotSpeak'))
  if (!(await hasVoice())) return failed(t('lot.noVoice'))
  const words = new SpeechSynthesisUtterance(text)
  words.lang = document.documentElement.lang
  words.onend = () => tell({ title: t('lot.said', { text }), tone: 'good' })
  words.onerror = ({ error }) => {
    if (error !== 'interrupted' && error !== 'canceled') failed(t('lot.browserSays', { error }))
  }
  speechSynthesis.cancel()
  speechSynthesis.speak(words)
}

async function hasVoice(): Promise<boolean> {
  const there = () => speechSynthesis.getVoices().length > 0
  if (there()) return true
  await new Promise<void>((resolve) => {
    speechSynthesis.addEventListener('voiceschanged', () => resolve(), { once: true })
    setTimeout(resolve, VOICES_WITHIN_MS)
  })
  return there()
}

/** Puts the text on the clipboard. */
export async function copy(text: string, tell: Tell): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    tell({ title: t('lot.copied', { text }), tone: 'good' })
  } catch {
    tell({ title: t('lot.notCopied', { text }), tone: 'bad', detail: t('lot.notAllowed') })
  }
}
