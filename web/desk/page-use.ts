import { tabMemory } from '../storage.ts'

/** When this tab last reloaded by itself, ms since the epoch. */
const RELOADED_AT = 'switchyard-reloaded-at'
const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const
const TEXT_FIELDS = 'textarea, input:not([type=radio], [type=checkbox], [type=range])'

/** Whether somebody uses this page, so that a reload would disturb them. */
export interface PageUse {
  isHidden: () => boolean
  /** Since somebody moved the pointer or pressed a key here. */
  untouchedMs: () => number
  /** A dialog is open, or a field has text that a reload would lose. */
  isBeingFilledIn: () => boolean
  /** Since the last `reloadByItself` of this tab. */
  sinceOwnReloadMs: () => number
  reloadByItself: () => void
  reload: () => void
  stop: () => void
}

export function watchPageUse(): PageUse {
  const stopping = new AbortController()
  const { signal } = stopping
  let touchedAt = performance.now()
  const touched = () => {
    touchedAt = performance.now()
  }
  for (const input of INPUTS) addEventListener(input, touched, { signal, passive: true, capture: true })
  return {
    isHidden: () => document.visibilityState === 'hidden',
    untouchedMs: () => performance.now() - touchedAt,
    isBeingFilledIn: () =>
      document.querySelector('[role=dialog]') !== null ||
      [...document.querySelectorAll(TEXT_FIELDS)].some((field) => 'value' in field && field.value !== ''),
    sinceOwnReloadMs: () => Math.abs(Date.now() - Number(tabMemory.read(RELOADED_AT))),
    reloadByItself: () => {
      // A tab that remembers nothing could reload for ever.
      if (tabMemory.write(RELOADED_AT, String(Date.now()))) location.reload()
    },
    reload: () => location.reload(),
    stop: () => stopping.abort(),
  }
}
