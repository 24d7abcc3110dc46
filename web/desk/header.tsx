import { FindKey } from '../keys/help-keys.tsx'
import { Logo } from '../look/logo.tsx'
import { Nav } from '../pages/nav.tsx'
import { MeMenu } from './me-menu.tsx'
import { PresenceSwitch } from './presence-switch.tsx'
import './header.css'

export function Header({ onSignOut }: { onSignOut: () => void }) {
  return (
    <header className="top">
      <Logo />
      <Nav />
      <span className="grow" />
      <FindKey />
      <PresenceSwitch />
      <MeMenu onSignOut={onSignOut} />
    </header>
  )
}
