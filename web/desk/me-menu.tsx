import { Popover, SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useState } from 'react'
import { initials } from '../calls/format.ts'
import { Button } from '../look/button.tsx'
import { hrefOf, PAGE_NAMES } from '../pages/page.ts'
import { SignOutDialog, useMyCalls } from '../session/sign-out-dialog.tsx'
import { shortcutsStore, useShortcutsOn } from './shortcuts.ts'
import { useConsole } from './use-console.ts'
import './me-menu.css'

const keys = [
  ['A', 'Answer the oldest ringing call'],
  ['D', 'Decline it'],
  ['P', 'Pick up the caller who waits longest'],
  ['C', 'Call a number'],
  ['H', 'Hold or resume'],
  ['W', 'Swap with the call on hold'],
  ['M', 'Mute'],
  ['K', 'Park in the next free slot'],
  ['T', 'Transfer'],
  ['I', 'Show or hide who the caller is'],
] as const

export function MeMenu({ onSignOut }: { onSignOut: () => void }) {
  const { me } = useConsole()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const shortcuts = useShortcutsOn()
  const hasCalls = useMyCalls().length > 0
  const [opened, setOpened] = useState(false)
  const [asking, setAsking] = useState(false)
  const signOut = () => {
    setOpened(false)
    if (hasCalls) setAsking(true)
    else onSignOut()
  }
  return (
    <>
      <SignOutDialog opened={asking} onStay={() => setAsking(false)} onSignOut={onSignOut} />
      <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus width={300}>
        <Popover.Target>
          <button type="button" className="me" onClick={() => setOpened((it) => !it)}>
            {initials(me.name)}
            <span className="visually-hidden">: {me.name}, settings</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Settings" className="me-menu">
          <div>
            <b>{me.name}</b>
            <div className="soft small">
              {me.agentId} · {me.role}
            </div>
          </div>
          <SegmentedControl
            aria-label="Theme"
            fullWidth
            size="xs"
            value={colorScheme}
            onChange={(value) => setColorScheme(value === 'dark' || value === 'light' ? value : 'auto')}
            data={[
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
              { value: 'auto', label: 'Auto' },
            ]}
          />
          <Switch
            label="Single-letter shortcuts"
            checked={shortcuts}
            onChange={(event) => shortcutsStore.trigger.turned({ on: event.currentTarget.checked })}
          />
          <ul className={`shortcut-list ${shortcuts ? '' : 'off'}`}>
            {keys.map(([key, words]) => (
              <li key={key}>
                <kbd>{key}</kbd> {words}
              </li>
            ))}
          </ul>
          <a className="btn btn-plain" href={hrefOf('account')} onClick={() => setOpened(false)}>
            {PAGE_NAMES.account}
          </a>
          {me.role === 'admin' ? (
            <a className="btn btn-plain" href={hrefOf('audit')} onClick={() => setOpened(false)}>
              {PAGE_NAMES.audit}
            </a>
          ) : null}
          {me.role === 'ops' || me.role === 'admin' ? (
            <a className="btn btn-plain" href="/ops/jobs" target="_blank" rel="noreferrer">
              Job board
            </a>
          ) : null}
          <Button icon={<IconLogout size={17} aria-hidden />} onClick={signOut}>
            Sign out
          </Button>
        </Popover.Dropdown>
      </Popover>
    </>
  )
}
