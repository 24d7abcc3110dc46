import type { Device } from '@twilio/voice-sdk'

/** This browser's device. The legs dial with it. */
export interface DeviceHolder {
  current: Promise<Device> | null
}
