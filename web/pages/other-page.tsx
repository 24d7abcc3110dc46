import { type ReactNode, useEffect, useRef } from 'react'
import { type DialogToOpen, MyCall } from '../calls/my-call.tsx'
import { Ringing } from '../calls/ringing.tsx'

interface OtherPageProps {
  title: string
  dialogs: DialogToOpen
  status: string
  children: ReactNode
}

/** A page that is not the desk. Calls come first here too: what rings and what one is on stand where they do there. */
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
