import { Popover } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { type ComponentProps, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import './menu-button.css'

export interface MenuItem {
  words: string
  icon: ReactNode
  choose: () => void
}

interface MenuButtonProps extends ComponentProps<'button'> {
  /** Asked for when the menu opens. */
  items: () => readonly MenuItem[]
}

/** A key that opens a menu below the nearest positioned element. The focus comes back to the key. */
export function MenuButton({ items, children, ...rest }: MenuButtonProps) {
  const [opened, setOpened] = useState<readonly MenuItem[] | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  /** The pointer that presses the key has closed the menu already. */
  const closes = useRef(false)
  const close = () => {
    setOpened(null)
    button.current?.focus({ preventScroll: true })
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={opened !== null}
        onPointerDown={() => {
          closes.current = opened !== null
        }}
        onClick={() => {
          setOpened(closes.current ? null : items())
          closes.current = false
        }}
        {...rest}
      >
        {children}
      </button>
      {opened ? (
        <Popover
          opened
          onChange={() => setOpened(null)}
          position="bottom-start"
          withRoles={false}
          closeOnEscape={false}
          transitionProps={AT_ONCE}
          portalProps={IN_PAGE}
        >
          <Popover.Target>
            <span className="menu-anchor" />
          </Popover.Target>
          <Popover.Dropdown className="menu-dropdown">
            <Items items={opened} onClose={close} />
          </Popover.Dropdown>
        </Popover>
      ) : null}
    </>
  )
}

const AT_ONCE = { duration: 0 }
/** All that is on the screen is within a landmark. */
const IN_PAGE = { target: '#main' }

/** The key for what is done seldom with a card. */
export const MoreKey = ({ label, items }: { label: string; items: MenuButtonProps['items'] }) => (
  <MenuButton className="icon-button more-key" aria-label={label} items={items}>
    <IconDots size={16} aria-hidden />
  </MenuButton>
)

function Items({ items, onClose }: { items: readonly MenuItem[]; onClose: () => void }) {
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => menu.current?.querySelector('button')?.focus({ preventScroll: true }), [])

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      event.stopPropagation()
      return onClose()
    }
    const keys = [...event.currentTarget.querySelectorAll('button')]
    const next = nextOf(event.key, keys.indexOf(event.target as HTMLButtonElement), keys.length)
    if (next === null) return
    event.preventDefault()
    keys[next]?.focus()
  }
  return (
    <div ref={menu} role="menu" tabIndex={-1} className="menu" onKeyDown={onKeyDown}>
      {items.map(({ words, icon, choose }) => (
        <button
          key={words}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className="menu-item"
          onClick={() => {
            onClose()
            choose()
          }}
        >
          {icon}
          <span>{words}</span>
        </button>
      ))}
    </div>
  )
}

/** Which item an arrow goes to; null for another key. */
function nextOf(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count
    case 'ArrowUp':
      return (at - 1 + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
