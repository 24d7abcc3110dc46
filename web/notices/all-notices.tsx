import { Popover } from '@mantine/core'
import { useKeyOf } from '../keys/use-key.ts'
import { timeOfDay } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { SCROLLS } from '../look/scrolls.ts'
import type { Notice } from './notices.ts'

/** The notices of before, in full. */
export function AllNotices({ list, others }: { list: readonly Notice[]; others: number }) {
  const hotkey = useKeyOf('notices')
  if (list.length === 0) return null
  const words = t('notice.more', { others })
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus width={340}>
      <Popover.Target>
        <Button className="btn-small news-more" hotkey={hotkey} data-all-notices>
          {words}
          <span className="visually-hidden">{t('notice.moreAll')}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('notice.all')}>
        <ul className="all-notices" {...SCROLLS} aria-label={t('notice.allNewest')}>
          {list.toReversed().map(({ id, title, details, tone, at }) => (
            <li key={id} className={`notice-${tone}`}>
              <span className="faint small">{timeOfDay(at)}</span>
              <p>
                <b>{title}</b>
                {details.length > 0 ? <span className="soft block">{details.join(', ')}</span> : null}
              </p>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  )
}
