import { IconX } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { useConsole } from '../desk/use-console.ts'

/** Said politely: a ring is an alert, an explanation can wait for the end of a sentence. */
export function NoticesView() {
  const { notices } = useConsole()
  const list = useSyncExternalStore(notices.subscribe, notices.list)
  return (
    <div className="notices" role="status" aria-label="Notices" aria-live="polite" aria-atomic="false">
      {list.map(({ id, title, detail, tone }) => (
        <div key={id} className={`card notice notice-${tone}`}>
          <span className="dot" aria-hidden="true" />
          <div className="grow">
            <b>{title}</b>
            {detail ? <div className="soft small">{detail}</div> : null}
          </div>
          <button
            type="button"
            className="icon-button"
            aria-label="Dismiss"
            onClick={() => notices.dismiss(id)}
          >
            <IconX size={16} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  )
}
