import { SegmentedControl } from '@mantine/core'
import { t } from '../language/text.ts'
import { useAnswersCalls, useConsole, useDesk } from './use-console.ts'
import './presence-switch.css'

/** The click that makes an agent available first finds out whether a call would ring here. */
export function PresenceSwitch() {
  const { choose, me } = useConsole()
  const presence = useDesk(({ confirmed }) => confirmed.agents.get(me.agentId)?.presence ?? me.presence)
  if (!useAnswersCalls()) return null
  return (
    <SegmentedControl
      aria-label={t('desk.presence')}
      className="presence"
      radius="xl"
      data-presence={presence}
      value={presence === 'available' ? 'available' : 'away'}
      onChange={(value) => void choose(value === 'available' ? 'available' : 'away')}
      data={[
        { value: 'available', label: t('desk.available') },
        { value: 'away', label: t('desk.away') },
      ]}
    />
  )
}
