import type { CallStatus, Leg, LegState } from '../calls/leg.ts'
import { rfc2822, rfc2822OrNull } from '../dates.ts'
import type { ApiKey, PhoneNumber, SimulatedApp, VoiceConfiguration } from '../directory.ts'
import { errorOf, type Recording } from '../recordings.ts'
import type { Participant, Room } from '../rooms/room.ts'

const VERSION = '2010-04-01'

/** The account's resources in the fields of Twilio's API description (api.v2010.account.*). */
export class Resources {
  private readonly accountSid: string
  private readonly base: string

  constructor(accountSid: string) {
    this.accountSid = accountSid
    this.base = `/${VERSION}/Accounts/${accountSid}`
  }

  account() {
    return {
      sid: this.accountSid,
      friendly_name: 'Simulated account',
      status: 'active',
      type: 'Full',
      owner_account_sid: this.accountSid,
      uri: `${this.base}.json`,
    }
  }

  call(leg: Leg, state: LegState) {
    const { from, to, direction, parent, callerName, phoneNumberSid } = leg.details
    const uri = `${this.base}/Calls/${leg.sid}`
    const { answeredAt, endedAt } = state
    const seconds =
      answeredAt && endedAt ? Math.max(1, Math.round((endedAt.getTime() - answeredAt.getTime()) / 1_000)) : 0
    // A live call that was not answered yet has its creation as start: REST filters by StartTime find it.
    const startedAt = answeredAt ?? (state.status === 'queued' ? null : leg.createdAt)
    return {
      ...this.common(leg.createdAt, state.updatedAt),
      sid: leg.sid,
      parent_call_sid: parent?.sid ?? null,
      to,
      to_formatted: formatted(to),
      from,
      from_formatted: formatted(from),
      phone_number_sid: phoneNumberSid ?? null,
      status: restStatus(state.status),
      start_time: rfc2822OrNull(startedAt),
      end_time: rfc2822OrNull(endedAt),
      duration: endedAt === null ? null : String(seconds),
      price: null,
      price_unit: 'USD',
      direction,
      answered_by: null,
      api_version: VERSION,
      forwarded_from: null,
      group_sid: null,
      caller_name: callerName ?? null,
      queue_time: '0',
      trunk_sid: null,
      uri: `${uri}.json`,
      subresource_uris: {
        notifications: `${uri}/Notifications.json`,
        recordings: `${uri}/Recordings.json`,
      },
    }
  }

  conference(room: Room) {
    const uri = `${this.base}/Conferences/${room.sid}`
    return {
      ...this.common(room.createdAt, room.updatedAt),
      sid: room.sid,
      friendly_name: room.name,
      api_version: VERSION,
      region: 'us1',
      status: room.status,
      reason_conference_ended: room.endedBy?.reason ?? null,
      call_sid_ending_conference: room.endedBy?.callSid ?? null,
      uri: `${uri}.json`,
      subresource_uris: { participants: `${uri}/Participants.json`, recordings: `${uri}/Recordings.json` },
    }
  }

  participant(room: Room, participant: Participant) {
    return {
      ...this.common(participant.joinedAt, participant.updatedAt),
      call_sid: participant.leg.sid,
      label: participant.label,
      call_sid_to_coach: participant.coaches,
      coaching: participant.coaches !== null,
      conference_sid: room.sid,
      end_conference_on_exit: participant.endOnExit,
      muted: participant.muted,
      hold: participant.hold,
      start_conference_on_enter: participant.noun.startConferenceOnEnter,
      status: 'connected',
      queue_time: '0',
      uri: `${this.base}/Conferences/${room.sid}/Participants/${participant.leg.sid}.json`,
    }
  }

  number(number: PhoneNumber) {
    return {
      ...this.common(number.createdAt, number.updatedAt),
      ...voice(number),
      sid: number.sid,
      phone_number: number.phoneNumber,
      voice_application_sid: number.voiceApplicationSid || null,
      voice_receive_mode: 'voice',
      voice_caller_id_lookup: true,
      sms_application_sid: '',
      sms_url: '',
      sms_method: 'POST',
      sms_fallback_url: '',
      sms_fallback_method: 'POST',
      trunk_sid: null,
      capabilities: { voice: true, sms: true, mms: true, fax: false },
      address_requirements: 'none',
      address_sid: null,
      identity_sid: null,
      bundle_sid: null,
      emergency_status: 'Inactive',
      emergency_address_sid: null,
      emergency_address_status: 'unregistered',
      beta: false,
      origin: 'twilio',
      status: 'in-use',
      type: 'local',
      api_version: VERSION,
      uri: `${this.base}/IncomingPhoneNumbers/${number.sid}.json`,
    }
  }

  application(app: SimulatedApp) {
    return {
      ...this.common(app.createdAt, app.updatedAt),
      ...voice(app),
      sid: app.sid,
      voice_caller_id_lookup: false,
      sms_url: null,
      sms_method: 'POST',
      sms_fallback_url: null,
      sms_fallback_method: 'POST',
      sms_status_callback: null,
      message_status_callback: null,
      public_application_connect_enabled: false,
      api_version: VERSION,
      uri: `${this.base}/Applications/${app.sid}.json`,
    }
  }

  key(key: ApiKey) {
    return {
      sid: key.sid,
      friendly_name: key.friendlyName,
      date_created: rfc2822(key.createdAt),
      date_updated: rfc2822(key.createdAt),
    }
  }

  recording(recording: Recording, mediaUrl: string) {
    return {
      ...this.recorded(recording),
      media_url: mediaUrl,
      uri: `${this.base}/Recordings/${recording.sid}.json`,
      subresource_uris: {},
    }
  }

  /** The same one below its call, where it has other fields. */
  callRecording(recording: Recording) {
    return {
      ...this.recorded(recording),
      track: recording.track,
      uri: `${this.base}/Calls/${recording.callSid}/Recordings/${recording.sid}.json`,
    }
  }

  private recorded(recording: Recording) {
    const { sid, callSid, startedAt, seconds, status, channels, source } = recording
    return {
      ...this.common(recording.createdAt, recording.createdAt),
      sid,
      call_sid: callSid,
      conference_sid: null,
      start_time: rfc2822(startedAt),
      duration: seconds === null ? null : String(seconds),
      status,
      channels,
      source,
      error_code: errorOf(recording),
      price: null,
      price_unit: 'USD',
      encryption_details: null,
      api_version: VERSION,
    }
  }

  private common(createdAt: Date, updatedAt: Date) {
    return {
      account_sid: this.accountSid,
      date_created: rfc2822(createdAt),
      date_updated: rfc2822(updatedAt),
    }
  }
}

/** `initiated` is a word of callbacks alone. */
export function restStatus(status: CallStatus): string {
  return status === 'initiated' ? 'queued' : status
}

function voice(configuration: VoiceConfiguration) {
  return {
    friendly_name: configuration.friendlyName,
    voice_url: configuration.voiceUrl || null,
    voice_method: configuration.voiceMethod,
    voice_fallback_url: configuration.voiceFallbackUrl || null,
    voice_fallback_method: configuration.voiceFallbackMethod,
    status_callback: configuration.statusCallback || null,
    status_callback_method: configuration.statusCallbackMethod,
  }
}

function formatted(party: string): string {
  const digits = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(party)
  return digits === null ? party : `(${digits[1]}) ${digits[2]}-${digits[3]}`
}
