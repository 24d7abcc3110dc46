import { type ReactNode, useEffect, useState } from 'react'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { reloadIfServed } from '../reload.ts'

interface PartProps<T> {
  /** The same function each time. */
  load: () => Promise<T>
  children: (part: T) => ReactNode
}

/** Shows a part of the console as soon as it is loaded. */
export function Part<T>({ load, children }: PartProps<T>) {
  const [part, setPart] = useState<T | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    load().then(setPart, () => setFailed(true))
  }, [load])
  if (part !== null) return children(part)
  if (!failed) return <p className="soft">{t('start.reading')}</p>
  return (
    <div className="card list-row" role="alert">
      <span className="grow bad">{t('start.partFailed')}</span>
      <Button className="btn-small" onClick={reloadIfServed}>
        {t('start.reload')}
      </Button>
    </div>
  )
}
