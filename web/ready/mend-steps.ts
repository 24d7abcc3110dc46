import type { CheckName } from './checks.ts'
import type { PageState } from './page-store.ts'

/** How an agent mends what a check found. */
export interface MendSteps {
  title: string
  steps: readonly string[]
}

interface Place {
  page: PageState
  browser: string
  /** The address of this page with https. */
  secureAddress: string
  /** Where the Voice SDK signals to; null: Twilio itself. */
}

/** What to do about a check that failed. */
export function mendSteps(name: CheckName, { page, browser, secureAddress }: Place): MendSteps | null {
  switch (name) {
    case 'secure':
      return {
        title: 'Open this desk with https',
        steps: [
          `Try ${secureAddress}`,
          'If it does not open, tell the person who runs Switchyard: PUBLIC_URL must begin with https.',
        ],
      }
    case 'microphone':
      return microphoneSteps(page, browser)
    case 'output':
      return {
        title: 'Plug in something to hear with',
        steps: [
          'Plug in a headset or speakers, or switch the Bluetooth headset on.',
          'This line turns green by itself.',
        ],
      }
    case 'sound':
      return {
        title: 'Let this page make sound',
        steps: [
          'Click the key below. Browsers allow sound only after a click.',
          `If it stays red, look for a crossed loudspeaker on the tab, and end any other call on this machine.`,
        ],
      }
    case 'quiet':
      return {
        title: 'Let calls ring now',
        steps: [
          'Click the key below, and calls ring here until these quiet hours end.',
          'Or change the hours in the box on this page.',
        ],
      }
    case 'softphone':
      return {
        title: 'Open the way to the carrier',
        steps: [
          'Is a VPN or a guest Wi-Fi on? Switch it off, or use the network of the office.',
          'Still shut? Send this to the person who looks after your network: allow TLS on port 443 to voice-js.roaming.twilio.com, and UDP 10000–60000.',
        ],
      }
    case 'notifications':
    case 'line':
      return null
  }
}

function microphoneSteps({ facts, permission, attempt }: PageState, browser: string): MendSteps | null {
  if (!facts.secure) return null
  if (facts.microphone === 'missing')
    return {
      title: 'Plug in a microphone',
      steps: ['Plug in the headset, or switch the Bluetooth headset on.', 'This line turns green by itself.'],
    }
  if (permission !== 'denied' && attempt === null)
    return { title: 'Let this page use the microphone', steps: ['Click the key below, then choose Allow.'] }
  if (attempt === 'NotReadableError')
    return {
      title: 'Free the microphone',
      steps: ['End the call or recording in the other program.', 'Then click the key below.'],
    }
  return { title: 'Let this page use the microphone', steps: allowSteps(browser) }
}

function allowSteps(browser: string): string[] {
  if (browser === 'Firefox')
    return [
      'Click the crossed microphone left of the address.',
      'Close “Blocked” beside Microphone, then click the key below.',
    ]
  if (browser === 'Safari')
    return ['Choose Safari, Settings for this website.', 'Beside Microphone, choose Allow.']
  return [
    'Click the sign left of the address.',
    'Beside Microphone, choose Allow. You do not need to reload.',
    'No such line? Then the system blocks it: allow the browser to use the microphone in the privacy settings of this machine.',
  ]
}
