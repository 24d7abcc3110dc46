import { IconAlertTriangle, IconCheck, IconInfoCircle, IconX } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useEffect } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { AllNotices } from './all-notices.tsx'
import { type Notice, type NoticeKey, type NoticeTone, noticeInLine } from './notices.ts'
import './notices.css'

const SHOWN_MS: Record<NoticeTone, number> = { good: 6_000, plain: 6_000, bad: 30_000 }

const signs: Record<NoticeTone, typeof IconX> = {
  good: IconCheck,
  plain: IconInfoCircle,
  bad: IconAlertTriangle,
}

/**
 * The newest notice, in a line that is always there: a notice covers nothing and moves nothing. It is announced politely:
 * a ring is an alert, an explanation can wait for the end of a sentence.
 */
export function NoticeLine() {
  const { notices } = useConsole()
  const list = useSelector(notices, ({ context }) => context.list)
  const inLine = noticeInLine(list)
  const { key = null } = inLine ?? {}
  return (
    <div className="news">
      <div
        className="grow news-text"
        role="status"
        aria-label={t('notice.notices')}
        aria-live="polite"
        aria-atomic="false"
      >
        {list
          .filter((it) => it.current)
          .map((it) => (
            <CurrentNotice key={it.id} notice={it} inLine={it === inLine} />
          ))}
      </div>
      {key ? <NoticeKeyButton {...key} /> : null}
      {inLine && (key || inLine.tone === 'bad') ? (
        <button
          type="button"
          className="icon-button"
          aria-label={t('notice.dismiss')}
          onClick={() => notices.trigger.dismiss({ id: inLine.id })}
        >
          <IconX size={16} aria-hidden />
        </button>
      ) : null}
      <AllNotices list={list} others={list.length - (inLine ? 1 : 0)} />
    </div>
  )
}

function NoticeKeyButton({ words, action, press }: NoticeKey) {
  const hotkey = useKeyOf(action ?? 'notices')
  return (
    <Button className="btn-small" hotkey={action ? hotkey : null} onClick={press}>
      {words}
    </Button>
  )
}

/** Leaves the line by itself after a while, unless it has a key. Those that are not in the line are heard all the same. */
function CurrentNotice({ notice, inLine }: { notice: Notice; inLine: boolean }) {
  const { trigger } = useConsole().notices
  const { id, title, details, tone, key } = notice
  useEffect(() => {
    if (key) return
    const timer = setTimeout(() => trigger.timeUp({ id }), SHOWN_MS[tone])
    return () => clearTimeout(timer)
  }, [trigger, id, tone, key])
  const Sign = signs[tone]
  return (
    <div className={inLine ? `notice notice-${tone}` : 'visually-hidden'}>
      <Sign size={16} aria-hidden />
      <p>
        <b>{title}</b>
        {details.length > 0 ? <span className="soft"> {details.join(', ')}</span> : null}
      </p>
    </div>
  )
}
