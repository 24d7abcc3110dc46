import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { exportCalls, type Filters, type Kind } from './requests.ts'

/** Saves the calls that the filters find as a file for a spreadsheet. */
export function ExportKey({ filters }: { filters: Filters<Kind> }) {
  const { me, notices } = useConsole()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      const url = URL.createObjectURL(await exportCalls(filters, me.agentId))
      const link = document.createElement('a')
      link.href = url
      link.download = 'calls.csv'
      link.click()
      URL.revokeObjectURL(url)
    } catch (error) {
      console.warn('The calls could not be exported', error)
      notices.trigger.show({
        title: t('history.notExported'),
        tone: 'bad',
        detail: t('history.inAMinute'),
      })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      className="btn-small"
      icon={<IconDownload size={15} aria-hidden />}
      disabled={busy}
      onClick={() => void save()}
    >
      {t(busy ? 'history.exporting' : 'history.exportThese')}
    </Button>
  )
}
