import { type ReactNode, useEffect, useRef } from 'react'
import { MyCall } from '../calls/my-call.tsx'
import { Ringing } from '../calls/ringing.tsx'
import type { DialogToOpen } from '../calls/talk-keys.tsx'
import './other-page.css'

interface OtherPageProps {
  title: string
  dialogs: DialogToOpen
  status: string
  children: ReactNode
}

/** A page beside the desk. It shows ringing calls and the agent's own call in the same place as the desk. */
export function OtherPage({ title, dialogs, status, children }: OtherPageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <main className="desk other" data-softphone={status}>
      <div className="column calls-aside">
        <Ringing />
        <MyCall {...dialogs} />
      </div>
      <div className="page">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
    </main>
  )
}
