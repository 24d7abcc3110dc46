import type { ComponentProps, ReactNode } from 'react'
import { ariaKey, shortKey } from '../keys/key-words.ts'

interface ButtonProps extends ComponentProps<'button'> {
  look?: 'plain' | 'go' | 'stop' | 'quiet' | 'accent'
  icon?: ReactNode
  /** The shortcut key. It is shown, and assistive technology reads it. */
  hotkey?: string | null
  tall?: boolean
}

export function Button({ look = 'plain', icon, hotkey, tall, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`btn btn-${look} ${tall ? 'btn-tall' : ''} ${className ?? ''}`}
      {...(hotkey ? { 'aria-keyshortcuts': ariaKey(hotkey) } : {})}
      {...rest}
    >
      {icon}
      <span>{children}</span>
      {hotkey ? (
        <span className="key" aria-hidden="true">
          {shortKey(hotkey)}
        </span>
      ) : null}
    </button>
  )
}
