import { useSelector } from '@xstate/react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { OfficeForm } from './office-form.tsx'
import './office.css'

/** When the office is open, and what callers hear. Administrators change it, all agents may read it. */
export function OfficePage() {
  const { office } = useConsole()
  const current = useSelector(office, ({ context }) => context.office)
  return current === null ? <p className="soft">{t('start.reading')}</p> : <OfficeForm current={current} />
}
