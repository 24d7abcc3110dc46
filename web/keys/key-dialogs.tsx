import { useSelector } from '@xstate/react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Dialog } from '../look/dialog.tsx'
import { Part } from '../pages/part.tsx'
import { partOf } from '../parts.ts'
import { actionWords } from './action-words.ts'
import type { Offers } from './offers.ts'

export const loadSheet = partOf(() => import('./sheet.tsx'))
export const loadGlossary = partOf(() => import('../help/glossary.tsx'))
export const loadSlotHistory = partOf(() => import('../parking/slot-history.tsx'))
export const loadPalette = partOf(() => import('../palette/palette.tsx'))

const loadTour = partOf(() => import('../help/tour.tsx'))

/** While somebody takes the tour. */
export function TourLine() {
  const tour = useSelector(useConsole().keys.opened, ({ context }) => context.tour)
  return tour ? <Part load={loadTour}>{({ Tour }) => <Tour />}</Part> : null
}

/** The dialogs that keys open. */
export function KeyDialogs({ offers }: { offers: Offers }) {
  const { opened } = useConsole().keys
  const dialog = useSelector(opened, ({ context }) => context.dialog)
  const close = () => opened.trigger.closed()
  return (
    <>
      <Dialog opened={dialog === 'sheet'} onClose={close} title={t('help.keys')} wide="very">
        <Part load={loadSheet}>{({ KeySheet }) => <KeySheet offers={offers} />}</Part>
      </Dialog>
      <Dialog opened={dialog === 'palette'} onClose={close} title={t('menu.find')} wide returnFocus={false}>
        <Part load={loadPalette}>{({ Palette }) => <Palette offers={offers} onClose={close} />}</Part>
      </Dialog>
      <Dialog opened={dialog === 'slotHistory'} onClose={close} title={actionWords('slotHistory')} wide>
        <Part load={loadSlotHistory}>{({ SlotHistoryOfToday }) => <SlotHistoryOfToday />}</Part>
      </Dialog>
      <Dialog opened={dialog === 'glossary'} onClose={close} title={t('menu.deskWords')} wide>
        <Part load={loadGlossary}>{({ Glossary }) => <Glossary />}</Part>
      </Dialog>
    </>
  )
}
