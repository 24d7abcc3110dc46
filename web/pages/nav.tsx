import { useSelector } from '@xstate/react'
import type { ReactNode } from 'react'
import { useAnswersCalls, useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { useIsOpen } from '../office/use-is-open.ts'
import { useHearsSome } from '../recordings/use-hears.ts'
import { hrefOf, OFFICE_PAGES, type Page, pageName, usePage } from './page.ts'
import './nav.css'

/** A link to the office stands for the pages of the office too. */
function currentFor(to: Page, page: Page) {
  if (to === page) return 'page'
  return to === 'office' && OFFICE_PAGES.some((it) => it === page) ? true : undefined
}

/** On a phone the links are wider than their line. */
const keepInSight = (link: HTMLElement | null) =>
  link?.scrollIntoView({ block: 'nearest', inline: 'nearest' })

export function Nav() {
  const page = usePage()
  const unheard = useSelector(useConsole().voicemails, ({ context }) => context.unheard)
  const open = useIsOpen()
  const answers = useAnswersCalls()
  const hearsSome = useHearsSome()
  // The line under the header leads to the checks and the devices, a menu to the wallboard, the office to its other pages.
  const link = (
    to: Exclude<Page, 'ready' | 'devices' | 'people' | 'settings' | 'privacy' | 'audit' | 'wallboard'>,
    more: ReactNode,
  ) => {
    const current = currentFor(to, page)
    return (
      <a ref={current ? keepInSight : null} className="nav-link" href={hrefOf(to)} aria-current={current}>
        {pageName(to)}
        {more}
      </a>
    )
  }
  return (
    <nav aria-label={t('page.pages')} className="nav">
      {link('desk', null)}
      {answers ? link('history', null) : null}
      {hearsSome ? link('recordings', null) : null}
      {link(
        'voicemail',
        unheard > 0 ? (
          <span className="badge" data-unheard={unheard}>
            {unheard}
            <span className="visually-hidden"> {t('page.toHear')}</span>
          </span>
        ) : null,
      )}
      {answers ? link('contacts', null) : null}
      {link('office', open ? null : <span className="badge badge-closed">{t('page.closed')}</span>)}
    </nav>
  )
}
