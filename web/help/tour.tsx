import { useEffect, useRef, useState } from 'react'
import { useConsole, useSections } from '../desk/use-console.ts'
import { actionWords, keyLabel } from '../keys/action-words.ts'
import type { ActionId } from '../keys/table.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { openPage, usePage } from '../pages/page.ts'
import { TOUR_STEPS } from './tour-steps.ts'
import './help.css'

/**
 * Shows the desk to somebody who is new, step by step. It stands in a line of its own above the page: it covers nothing, and
 * the desk works all the while. A line around a part of the desk says what a step is about.
 */
export function Tour() {
  const { opened } = useConsole().keys
  const [at, setAt] = useState(0)
  const page = usePage()
  const ringing = useSections((it) => it.ringing.length > 0)
  const line = useRef<HTMLElement>(null)
  const step = TOUR_STEPS[at]
  const leave = () => {
    opened.trigger.tourLeft()
    document.getElementById('main')?.focus({ preventScroll: true })
  }
  useEffect(() => {
    openPage('desk')
    line.current?.querySelector<HTMLElement>('[data-next]')?.focus()
  }, [])
  useEffect(() => {
    if (step === undefined || page !== 'desk') return
    const target = document.querySelector(step.target)
    target?.setAttribute('data-tour', '')
    target?.scrollIntoView({ block: 'nearest' })
    return () => target?.removeAttribute('data-tour')
  }, [step, page])
  if (step === undefined) return null
  const isLast = at === TOUR_STEPS.length - 1
  return (
    <section
      ref={line}
      className="tour"
      aria-label={t('help.tour')}
      onKeyDown={({ key }) => {
        if (key === 'Escape') leave()
      }}
    >
      <p role="status" className="grow">
        <b>
          {t(`tour.${step.name}.title`)}{' '}
          <span className="soft small">{t('help.stepOf', { step: at + 1, steps: TOUR_STEPS.length })}</span>
        </b>
        <span className="tour-words">
          {ringing ? `${t('help.tourWaits')} ` : null}
          {t(`tour.${step.name}.words`)}
        </span>
      </p>
      <ul className="tour-keys" aria-label={t('help.keys')}>
        {step.actions.map((id) => (
          <TourKey key={id} id={id} />
        ))}
      </ul>
      <div className="row">
        <Button className="btn-small" disabled={at === 0} onClick={() => setAt(at - 1)}>
          {t('secondFactor.back')}
        </Button>
        <Button
          className="btn-small"
          look="accent"
          data-next
          onClick={() => (isLast ? leave() : setAt(at + 1))}
        >
          {isLast ? t('help.done') : t('help.next')}
        </Button>
        <Button className="btn-small" look="quiet" onClick={leave}>
          {t('help.leave')}
        </Button>
      </div>
    </section>
  )
}

function TourKey({ id }: { id: ActionId }) {
  const key = useKeyOf(id)
  return key === null ? null : (
    <li>
      <kbd>{keyLabel(key)}</kbd> <span className="soft small">{actionWords(id)}</span>
    </li>
  )
}
