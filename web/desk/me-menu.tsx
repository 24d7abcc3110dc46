import { Popover, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useState } from 'react'
import { initials } from '../calls/format.ts'
import type { KeyDialog } from '../keys/opened-store.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { Button } from '../look/button.tsx'
import { hrefOf, PAGE_NAMES } from '../pages/page.ts'
import { SignOutDialog, useMyCalls } from '../session/sign-out-dialog.tsx'
import { useAnswersCalls, useConsole } from './use-console.ts'
import './me-menu.css'

export function MeMenu({ onSignOut }: { onSignOut: () => void }) {
  const { me, keys, preferences } = useConsole()
  const answers = useAnswersCalls()
  const density = useSelector(preferences, ({ context }) => context.density)
  const sheetKey = useKeyOf('sheet')
  const paletteKey = useKeyOf('palette')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const hasCalls = useMyCalls().length > 0
  const [opened, setOpened] = useState(false)
  const [asking, setAsking] = useState(false)
  const show = (dialog: KeyDialog) => {
    setOpened(false)
    keys.opened.trigger.opened({ dialog })
  }
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
          <SegmentedControl
            aria-label="Density"
            fullWidth
            size="xs"
            value={density}
            onChange={(value) =>
              preferences.trigger.densityChosen({ density: value === 'compact' ? value : 'comfortable' })
            }
            data={[
              { value: 'comfortable', label: 'Comfortable' },
              { value: 'compact', label: 'Compact' },
            ]}
          />
          <div className="help-keys">
            <Button hotkey={paletteKey} onClick={() => show('palette')}>
              Find
            </Button>
            <Button hotkey={sheetKey} onClick={() => show('sheet')}>
              All keys
            </Button>
            <Button onClick={() => show('glossary')}>Words of the desk</Button>
            <Button
              onClick={() => {
                setOpened(false)
                keys.opened.trigger.tourBegun()
              }}
            >
              Take the tour
            </Button>
          </div>
          {answers ? (
            <a className="btn btn-plain" href={hrefOf('devices')} onClick={() => setOpened(false)}>
              {PAGE_NAMES.devices}
            </a>
          ) : null}
          <a className="btn btn-plain" href={hrefOf('account')} onClick={() => setOpened(false)}>
            {PAGE_NAMES.account}
          </a>
          <a className="btn btn-plain" href={hrefOf('wallboard')} onClick={() => setOpened(false)}>
            {PAGE_NAMES.wallboard}
          </a>
          {me.role === 'admin' ? (
            <a className="btn btn-plain" href={hrefOf('audit')} onClick={() => setOpened(false)}>
              {PAGE_NAMES.audit}
            </a>
          ) : null}
          {me.role === 'ops' || me.role === 'admin' ? (
            <a className="btn btn-plain" href="/ops/jobs" target="_blank" rel="noreferrer">
              Background jobs
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
