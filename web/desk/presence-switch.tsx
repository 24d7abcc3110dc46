import { SegmentedControl } from '@mantine/core'
import { askToNotify } from '../ring/notify.ts'
import { useConsole, useDesk } from './use-console.ts'
import './presence-switch.css'

/** The click that makes an agent available is also the one that lets the browser make sound. */
export function PresenceSwitch() {
  const { choose, ringer, softphone, me } = useConsole()
  const presence = useDesk(({ confirmed }) => confirmed.agents.get(me.agentId)?.presence ?? me.presence)
  return (
    <SegmentedControl
      aria-label="Presence"
      className="presence"
      radius="xl"
      data-presence={presence}
      value={presence === 'available' ? 'available' : 'away'}
      onChange={(value) => {
        ringer.unlock()
        softphone.send({ type: 'REGISTER' })
        if (value === 'available') askToNotify()
        void choose(value === 'available' ? 'available' : 'away')
      }}
      data={[
        { value: 'available', label: 'Available' },
        { value: 'away', label: 'Away' },
      ]}
    />
  )
}
