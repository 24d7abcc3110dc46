import { createHash, randomBytes } from 'node:crypto'
import type { SimulatorSettings } from './settings.ts'
import { newSid } from './sids.ts'
import type { WebhookTarget } from './webhooks/webhooks.ts'

type WebhookMethod = WebhookTarget['method']

/** Where Twilio turns to for a call: what a phone number and a TwiML App have in common. */
export interface VoiceConfiguration {
  friendlyName: string
  voiceUrl: string
  voiceMethod: WebhookMethod
  voiceFallbackUrl: string
  voiceFallbackMethod: WebhookMethod
  statusCallback: string
  statusCallbackMethod: WebhookMethod
  updatedAt: Date
}

export interface PhoneNumber extends VoiceConfiguration {
  readonly sid: string
  readonly phoneNumber: string
  readonly createdAt: Date
  /** When set, the App's URLs count instead of the number's own. */
  voiceApplicationSid: string
}

export interface SimulatedApp extends VoiceConfiguration {
  readonly sid: string
  readonly createdAt: Date
}

/** Signs access tokens and opens the REST API. Its secret is told once, when it is created. */
export interface ApiKey {
  readonly sid: string
  readonly secret: string
  readonly friendlyName: string
  readonly createdAt: Date
}

/** The account's one number, its TwiML Apps and its API keys: what a deployment is pointed at over REST. */
export class Directory {
  readonly number: PhoneNumber
  /** The App and the key of the settings are there from the start; REST may add others. */
  readonly app: SimulatedApp
  readonly apps = new Map<string, SimulatedApp>()
  readonly keys = new Map<string, ApiKey>()

  constructor(settings: SimulatorSettings) {
    const createdAt = new Date()
    const hash = createHash('md5').update(settings.phoneNumber).digest('hex')
    this.app = this.addApp('Switchboard', settings.twimlAppSid)
    this.addKey('First key', settings.apiKeySid, settings.apiKeySecret)
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
    return this.apps.get(this.number.voiceApplicationSid) ?? this.number
  }

  addApp(friendlyName: string, sid = newSid('AP')): SimulatedApp {
    const app = { ...unset(friendlyName), sid, createdAt: new Date() }
    this.apps.set(sid, app)
    return app
  }

  addKey(friendlyName: string, sid = newSid('SK'), secret = randomBytes(16).toString('hex')): ApiKey {
    const key = { sid, secret, friendlyName, createdAt: new Date() }
    this.keys.set(sid, key)
    return key
  }
}

export function voiceTarget(configuration: VoiceConfiguration): WebhookTarget | null {
  return configuration.voiceUrl === ''
    ? null
    : { url: configuration.voiceUrl, method: configuration.voiceMethod }
}

export function fallbackTarget(configuration: VoiceConfiguration): WebhookTarget | null {
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
