import { useSelector } from '@xstate/react'
import type { ReactNode } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { useIsOpen } from '../office/use-is-open.ts'
import { hrefOf, type Page, usePage } from './page.ts'
import './nav.css'

const names: Record<Page, string> = { desk: 'Desk', voicemail: 'Voicemail', office: 'Office' }

export function Nav() {
  const page = usePage()
  const unheard = useSelector(useConsole().voicemails, ({ context }) => context.unheard)
  const open = useIsOpen()
  const link = (to: Page, more: ReactNode) => (
    <a className="nav-link" href={hrefOf(to)} aria-current={to === page ? 'page' : undefined}>
      {names[to]}
      {more}
    </a>
  )
  return (
    <nav aria-label="Pages" className="nav">
      {link('desk', null)}
      {link(
        'voicemail',
        unheard > 0 ? (
          <span className="badge" data-unheard={unheard}>
            {unheard}
            <span className="visually-hidden"> to hear</span>
          </span>
        ) : null,
      )}
      {link('office', open ? null : <span className="badge badge-closed">closed</span>)}
    </nav>
  )
}
