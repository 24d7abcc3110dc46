import { t } from '../language/text.ts'
import type { CheckName } from './checks.ts'
import type { PageState } from './page-store.ts'

/** How an agent mends what a check found. */
export interface MendSteps {
  title: string
  steps: readonly string[]
}

interface Place {
  page: PageState
  browser: string | null
  /** The address of this page with https. */
  secureAddress: string
  /** Where the Voice SDK signals to; null: Twilio itself. */
}

/** What to do about a check that failed. */
export function mendSteps(name: CheckName, { page, browser, secureAddress }: Place): MendSteps | null {
  switch (name) {
    case 'secure':
      return {
        title: t('mend.secure.title'),
        steps: [t('mend.secure.try', { address: secureAddress }), t('mend.secure.tell')],
      }
    case 'microphone':
      return microphoneSteps(page, browser)
    case 'output':
      return {
        title: t('mend.output.title'),
        steps: [t('mend.output.plug'), t('mend.green')],
      }
    case 'sound':
      return {
        title: t('mend.sound.title'),
        steps: [t('mend.sound.click'), t('mend.sound.look')],
      }
    case 'quiet':
      return {
        title: t('mend.quiet.title'),
        steps: [t('mend.quiet.click'), t('mend.quiet.change')],
      }
    case 'softphone':
      return {
        title: t('mend.line.title'),
        steps: [t('mend.line.vpn'), t('mend.line.send')],
      }
    case 'notifications':
    case 'line':
      return null
  }
}

function microphoneSteps(
  { facts, permission, attempt }: PageState,
  browser: string | null,
): MendSteps | null {
  if (!facts.secure) return null
  if (facts.microphone === 'missing')
    return {
      title: t('mend.microphone.title'),
      steps: [t('mend.microphone.plug'), t('mend.green')],
    }
  if (permission !== 'denied' && attempt === null)
    return { title: t('mend.microphone.let'), steps: [t('mend.microphone.click')] }
  if (attempt === 'NotReadableError')
    return {
      title: t('mend.microphone.free'),
      steps: [t('mend.microphone.other'), t('mend.microphone.then')],
    }
  return { title: t('mend.microphone.let'), steps: allowSteps(browser) }
}

function allowSteps(browser: string | null): string[] {
  if (browser === 'Firefox') return [t('mend.firefox.click'), t('mend.firefox.close')]
  if (browser === 'Safari') return [t('mend.safari.choose'), t('mend.safari.allow')]
  return [t('mend.chrome.click'), t('mend.chrome.allow'), t('mend.chrome.system')]
}
