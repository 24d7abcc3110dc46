import { type ReactNode, useEffect, useId, useRef } from 'react'

interface SectionProps {
  title: string
  aside?: ReactNode
  className?: string
  children: ReactNode
}

/** A named region of the desk. Takes the focus when the card that had it goes away. */
export function Section({ title, aside, className, children }: SectionProps) {
  const id = useId()
  const region = useRef<HTMLElement>(null)
  const hadFocus = useRef(false)

  useEffect(() => {
    const element = region.current
    if (!element) return
    const observer = new MutationObserver(() => {
      if (hadFocus.current && document.activeElement === document.body) element.focus({ preventScroll: true })
    })
    observer.observe(element, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [])

  return (
    <section
      ref={region}
      aria-labelledby={id}
      tabIndex={-1}
      className={`section ${className ?? ''}`}
      onFocus={() => {
        hadFocus.current = true
      }}
      onBlur={(event) => {
        // When the focused element is removed, nothing gets the focus: the agent has not left the section.
        if (event.relatedTarget) hadFocus.current = false
      }}
    >
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside ? <span className="section-aside">{aside}</span> : null}
      </div>
      {children}
    </section>
  )
}
