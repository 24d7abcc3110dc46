import { t } from '../language/text.ts'
import type { AudioDevice } from './audio-device.ts'

/** How people read a device. Chrome writes of what the machine has set which device that is. */
export const deviceName = ({ label }: AudioDevice): string =>
  label.replace(/^Default - /, '') || t('devices.systemDefault')
