import { type ReactNode, useId } from 'react'

interface SectionProps {
  title: string
  aside?: ReactNode
  className?: string
  children: ReactNode
}

/** A named region of the desk. It takes the focus when the card that had it goes away. */
export function Section({ title, aside, className, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} tabIndex={-1} className={`section ${className ?? ''}`}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside ? <span className="section-aside">{aside}</span> : null}
      </div>
      {children}
    </section>
  )
}
