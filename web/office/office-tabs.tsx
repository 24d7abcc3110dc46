import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { hrefOf, OFFICE_PAGES, pageName, usePage } from '../pages/page.ts'
import './office-tabs.css'

/** The pages of the office, for administrators. */
export function OfficeTabs() {
  const { me } = useConsole()
  const page = usePage()
  if (me.role !== 'admin') return null
  return (
    <nav className="office-tabs" aria-label={t('page.office')}>
      {OFFICE_PAGES.map((to) => (
        <a key={to} href={hrefOf(to)} aria-current={to === page ? 'page' : undefined}>
          {to === 'office' ? t('page.hoursAndWords') : pageName(to)}
        </a>
      ))}
    </nav>
  )
}
