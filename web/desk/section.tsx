import { type ComponentProps, type ReactNode, useId } from 'react'

interface SectionProps extends ComponentProps<'section'> {
  title: string
  /** How many there are, beside the title. */
  count?: number
  aside?: ReactNode
}

/** A named region of the desk. It takes the focus when the card that had it goes away. */
export function Section({ title, count, aside, className, children, ...rest }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} tabIndex={-1} className={`section ${className ?? ''}`} {...rest}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {count === undefined ? null : <span className="section-count">{count}</span>}
        {aside ? <span className="section-aside">{aside}</span> : null}
      </div>
      {children}
    </section>
  )
}
