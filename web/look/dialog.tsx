import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

interface DialogProps {
  title: string
  opened: boolean
  onClose: () => void
  wide?: boolean
  children: ReactNode
}

/** A modal dialog. Its head is not a `header` element, because a page has only one banner. */
export function Dialog({ title, opened, onClose, wide, children }: DialogProps) {
  return (
    <Modal.Root opened={opened} onClose={onClose} centered size={wide ? 'lg' : 'md'} radius="lg">
      <Modal.Overlay backgroundOpacity={0.45} blur={2} />
      <Modal.Content>
        <div className="dialog-head">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
