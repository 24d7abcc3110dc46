import { IconX } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useEffect } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import type { Notice, NoticeTone } from './notices.ts'
import './notices.css'

const SHOWN_MS: Record<NoticeTone, number> = { good: 6_000, plain: 6_000, bad: 10_000 }

/** Announced politely: a ring is an alert, an explanation can wait for the end of a sentence. */
export function NoticesView() {
  const list = useSelector(useConsole().notices, ({ context }) => context.list)
  return (
    <div className="notices" role="status" aria-label="Notices" aria-live="polite" aria-atomic="false">
      {list.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  )
}

/** Goes by itself after a while, unless it has a key. */
function NoticeCard({ notice: { id, title, detail, tone, key } }: { notice: Notice }) {
  const { trigger } = useConsole().notices
  useEffect(() => {
    if (key) return
    const timer = setTimeout(() => trigger.dismiss({ id }), SHOWN_MS[tone])
    return () => clearTimeout(timer)
  }, [trigger, id, tone, key])
  return (
    <div className={`card notice notice-${tone}`}>
      <span className="dot" aria-hidden="true" />
      <div className="grow">
        <b>{title}</b>
        {detail ? <div className="soft small">{detail}</div> : null}
      </div>
      {key ? <Button onClick={key.press}>{key.words}</Button> : null}
      <button
        type="button"
        className="icon-button"
        aria-label="Dismiss"
        onClick={() => trigger.dismiss({ id })}
      >
        <IconX size={16} aria-hidden />
      </button>
    </div>
  )
}
