import { useSelector } from '@xstate/react'
import { shallowEqual } from '@xstate/store'
import { useEffect, useState } from 'react'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { useConsole } from '../desk/use-console.ts'
import { type DeviceState, inUse } from '../devices/device-store.ts'
import { t } from '../language/text.ts'
import { browserName } from './browser-name.ts'
import { type Check, checksOf, type Notifications } from './checks.ts'

export const browser = browserName(navigator.userAgent)
const local = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)

/** The checks of this page, as they are now. */
export function useChecks(): Check[] {
  const { watch, softphone, devices } = useConsole()
  const names = useSelector(devices, ({ context }) => namesIn(context), shallowEqual)
  const page = useSelector(watch.store, ({ context }) => context)
  const status = useSelector(softphone, softphoneStatus)
  const { trouble, lineTest } = useSelector(softphone, ({ context }) => context)
  const notifications = useNotificationPermission()
  return checksOf({
    page,
    names,
    local,
    browser: browser ?? t('ready.theBrowser'),
    softphone: status,
    trouble,
    notifications,
    lineTest,
  })
}

const namesIn = (state: DeviceState) => ({
  microphone: inUse(state, 'microphone').label,
  talk: inUse(state, 'talk').label,
  ringer: inUse(state, 'ringer').label,
})

function useNotificationPermission(): Notifications {
  const read = () => ('Notification' in window ? Notification.permission : 'unsupported')
  const [permission, setPermission] = useState<Notifications>(read)
  useEffect(() => {
    const timer = setInterval(() => setPermission(read()), 1_000)
    return () => clearInterval(timer)
  })
  return permission
}
