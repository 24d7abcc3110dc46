import { createHash } from 'node:crypto'
import type { Settings } from './settings.ts'
import type { Target } from './webhooks/webhooks.ts'

type Method = Target['method']

/** Where Twilio turns to for a call: what a phone number and a TwiML App have in common. */
export interface VoiceConfiguration {
  friendlyName: string
  voiceUrl: string
  voiceMethod: Method
  voiceFallbackUrl: string
  voiceFallbackMethod: Method
  statusCallback: string
  statusCallbackMethod: Method
  updatedAt: Date
}

export interface PhoneNumber extends VoiceConfiguration {
  readonly sid: string
  readonly phoneNumber: string
  readonly createdAt: Date
  /** When set, the App's URLs count instead of the number's own. */
  voiceApplicationSid: string
}

export interface TwimlApp extends VoiceConfiguration {
  readonly sid: string
  readonly createdAt: Date
}

/** The account's one number and one TwiML App, pointed at a deployment over REST. */
export class Directory {
  readonly number: PhoneNumber
  readonly app: TwimlApp

  constructor(settings: Settings) {
    const createdAt = new Date()
    const hash = createHash('md5').update(settings.phoneNumber).digest('hex')
    this.app = { ...unset('Switchboard'), sid: settings.twimlAppSid, createdAt }
    this.number = {
      ...unset(settings.phoneNumber),
      sid: `PN${hash}`,
      phoneNumber: settings.phoneNumber,
      createdAt,
      voiceApplicationSid: '',
    }
  }

  /** What counts for a call to the number. */
  get numberConfiguration(): VoiceConfiguration {
    return this.number.voiceApplicationSid === this.app.sid ? this.app : this.number
  }
}

export function voiceTarget(configuration: VoiceConfiguration): Target | null {
  return configuration.voiceUrl === ''
    ? null
    : { url: configuration.voiceUrl, method: configuration.voiceMethod }
}

export function fallbackTarget(configuration: VoiceConfiguration): Target | null {
  const { voiceFallbackUrl, voiceFallbackMethod } = configuration
  return voiceFallbackUrl === '' ? null : { url: voiceFallbackUrl, method: voiceFallbackMethod }
}

/** A number's or an App's status callback hears only of the end of a call. */
export function finalCallback(configuration: VoiceConfiguration) {
  const { statusCallback, statusCallbackMethod } = configuration
  if (statusCallback === '') return null
  return { target: { url: statusCallback, method: statusCallbackMethod }, events: new Set(['completed']) }
}

function unset(friendlyName: string): VoiceConfiguration {
  return {
    friendlyName,
    voiceUrl: '',
    voiceMethod: 'POST',
    voiceFallbackUrl: '',
    voiceFallbackMethod: 'POST',
    statusCallback: '',
    statusCallbackMethod: 'POST',
    updatedAt: new Date(),
  }
}
