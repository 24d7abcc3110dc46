import { type ReactNode, useEffect, useRef } from 'react'
import { CallLine } from '../calls/call-line.tsx'
import type { DialogToOpen } from '../calls/talk-keys.tsx'
import './other-page.css'

interface OtherPageProps {
  title: string
  dialogs: DialogToOpen
  status: string
  children: ReactNode
}

/** A page beside the desk. The agent's own call and the first ring are in one line above it, which is always there. */
export function OtherPage({ title, dialogs, status, children }: OtherPageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <main className="other" id="main" tabIndex={-1} data-softphone={status}>
      <CallLine {...dialogs} />
      <div className="page">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
    </main>
  )
}
