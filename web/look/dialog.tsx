import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { RingInDialog } from '../calls/ring-in-dialog.tsx'
import { t } from '../language/text.ts'

interface DialogProps {
  title: string
  opened: boolean
  /** Without it the dialog stays until the reason for it is gone. */
  onClose?: () => void
  /** `very`: for two columns. */
  wide?: boolean | 'very'
  /** False: what closes the dialog says where the focus goes. */
  returnFocus?: boolean
  children: ReactNode
}

/** It goes at once, so that letters are shortcuts again right after Escape. */
const NO_TRANSITION = { duration: 0 }

/** A modal dialog. Its head is not a `header` element, because a page has only one banner. */
export function Dialog({ title, opened, onClose, wide, returnFocus = true, children }: DialogProps) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose ?? stay}
      closeOnEscape={onClose !== undefined}
      closeOnClickOutside={onClose !== undefined}
      returnFocus={returnFocus}
      centered
      size={wide === 'very' ? 980 : wide ? 'lg' : 'md'}
      radius="lg"
      transitionProps={NO_TRANSITION}
    >
      <Modal.Overlay backgroundOpacity={0.45} blur={2} />
      <Modal.Content>
        <div className="dialog-head">
          <Modal.Title>{title}</Modal.Title>
          {onClose ? <Modal.CloseButton aria-label={t('button.close')} /> : null}
        </div>
        <Modal.Body>
          {onClose ? <RingInDialog onAnswered={onClose} /> : null}
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

const stay = () => {}
