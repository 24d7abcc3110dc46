import { Logo } from '../look/logo.tsx'
import { Nav } from '../pages/nav.tsx'
import { MeMenu } from './me-menu.tsx'
import { ConnectionPill, RingsPill } from './pills.tsx'
import { PresenceSwitch } from './presence-switch.tsx'
import './header.css'

export function Header({ onSignOut }: { onSignOut: () => void }) {
  return (
    <header className="top">
      <Logo />
      <Nav />
      <span className="grow" />
      <div className="pills">
        <ConnectionPill />
        <RingsPill />
      </div>
      <PresenceSwitch />
      <MeMenu onSignOut={onSignOut} />
    </header>
  )
}
