import { Popover } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconVolume } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useState } from 'react'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import type { Connection } from '../feed/desk-store.ts'
import { Button } from '../look/button.tsx'
import { askToNotify } from '../ring/notify.ts'
import { type Readiness, readinessOf } from '../ring/readiness.ts'
import { useConsole, useDesk } from './use-console.ts'
import './pills.css'

const connections: Record<Connection, { words: string; tone: string }> = {
  connecting: { words: 'Connecting', tone: 'warn' },
  live: { words: 'Live', tone: 'ok' },
  reconnecting: { words: 'Reconnecting', tone: 'warn' },
  offline: { words: 'Offline', tone: 'bad' },
}

const noCommands = { words: 'Commands are not taken', tone: 'bad' }

export function ConnectionPill() {
  const connection = useDesk((it) => it.connection)
  const latencyMs = useDesk((it) => it.latencyMs)
  const storeAway = useDesk((it) => it.storeAway)
  const { words, tone } = connection === 'live' && storeAway ? noCommands : connections[connection]
  return (
    <span className={`pill ${tone}`} data-connection={connection}>
      <span className="dot" aria-hidden="true" />
      <span role="status">{words}</span>
      {connection === 'live' && !storeAway && latencyMs !== null ? (
        <span className="soft latency" title="Time of a request to the server and back">
          {latencyMs} ms
        </span>
      ) : null}
    </span>
  )
}

/** Says whether this browser rings. A click shows why. */
export function RingsPill() {
  const { ringer, softphone } = useConsole()
  const readiness = useReadiness()
  const [opened, setOpened] = useState(false)
  const toggle = () => {
    ringer.unlock()
    softphone.send({ type: 'REGISTER' })
    setOpened((it) => !it)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus withArrow>
      <Popover.Target>
        <button
          type="button"
          className={`pill pill-button ${readiness.rings ? 'ok' : 'warn'}`}
          onClick={toggle}
          aria-expanded={opened}
          data-rings={readiness.rings}
        >
          {readiness.rings ? (
            <span className="dot" aria-hidden="true" />
          ) : (
            <IconAlertTriangle size={15} aria-hidden />
          )}
          {readiness.words}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Can this browser ring?">
        <Evidence readiness={readiness} />
        <div className="row">
          <Button icon={<IconVolume size={17} aria-hidden />} onClick={() => ringer.test()}>
            Test ring
          </Button>
          <Button onClick={askToNotify}>Allow notifications</Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

function Evidence({ readiness }: { readiness: Readiness }) {
  return (
    <ul className="evidence">
      {readiness.checks.map(({ name, ok, optional, words }) => (
        <li key={name}>
          <span className={ok ? 'ok' : optional ? 'faint' : 'warn'}>
            {ok ? <IconCheck size={17} aria-label="yes" /> : <IconAlertTriangle size={17} aria-label="no" />}
          </span>
          <b>{name}</b>
          <span className="soft">{words}</span>
        </li>
      ))}
    </ul>
  )
}

function useReadiness(): Readiness {
  const { ringer, softphone } = useConsole()
  const connection = useDesk((it) => it.connection)
  const sound = useSelector(ringer.sound, ({ context }) => context.allowed)
  const status = useSelector(softphone, softphoneStatus)
  const registered = useSelector(softphone, (snapshot) => snapshot.context.registered)
  const notifications = 'Notification' in window ? Notification.permission : 'unsupported'
  return readinessOf({ connection, sound, softphone: status, registered, notifications })
}
