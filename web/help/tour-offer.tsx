import { useSelector } from '@xstate/react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'

/** Where an agent without a call looks: the tour, until it was taken or refused once in this browser. */
export function TourOffer() {
  const { opened } = useConsole().keys
  const offered = useSelector(opened, ({ context }) => context.tourOffered)
  if (!offered) return null
  return (
    <span className="row">
      {t('help.newHere')}
      <Button className="btn-small" onClick={() => opened.trigger.tourBegun()}>
        {t('help.takeTour')}
      </Button>
      <Button className="btn-small" look="quiet" onClick={() => opened.trigger.tourRefused()}>
        {t('help.noThanks')}
      </Button>
    </span>
  )
}
