import { useSelector } from '@xstate/react'
import { createStore } from '@xstate/store'
import { type DragEvent, useEffect } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useDesk } from './use-console.ts'
import './dragging.css'

/** From where a call is dragged: my call or one that I hold, a tile of the lot, a row of the rings. */
type DraggedFrom = 'mine' | 'lot' | 'ring'

interface Dragged {
  readonly callSid: string
  readonly from: DraggedFrom
}

const nothing: { readonly dragged: Dragged | null } = { dragged: null }

/** The call that a pointer drags. Each thing that dragging does, a key does too. */
const dragStore = createStore({
  context: nothing,
  on: {
    began: (_, { dragged }: { dragged: Dragged }) => ({ dragged }),
    ended: (state) => (state.dragged === null ? state : nothing),
  },
})

const end = () => dragStore.trigger.ended()

/**
 * Ends a drag whose end the page does not hear: the browser tells it to the dragged element, which may be gone. While it
 * drags, no pointer event comes.
 */
export function useEndOfDrags() {
  const dragged = useSelector(dragStore, ({ context }) => context.dragged)
  const isThere = useDesk(({ calls }) => calls.some(({ callSid }) => callSid === dragged?.callSid))
  useEffect(() => {
    if (dragged === null) return
    if (!isThere) return end()
    addEventListener('pointermove', end)
    return () => removeEventListener('pointermove', end)
  }, [dragged, isThere])
}

/** Makes an element drag its call. Only a pointer drags. @returns attributes for the element */
export function useDragged({ callSid }: CallView, from: DraggedFrom, can: boolean) {
  const isDragged = useSelector(
    dragStore,
    ({ context: { dragged } }) => dragged?.callSid === callSid && dragged.from === from,
  )
  if (!can) return {}
  return {
    draggable: true,
    'data-dragged': isDragged || undefined,
    onDragStart: ({ dataTransfer }: DragEvent) => {
      dataTransfer.effectAllowed = 'move'
      // Firefox drags nothing without data.
      dataTransfer.setData('text/plain', '')
      dragStore.trigger.began({ dragged: { callSid, from } })
    },
    onDragEnd: end,
  }
}

/**
 * Lets an element take a dragged call.
 * @param drops what becomes of a call from there; null: it is not taken
 * @returns whether it would take the call that is dragged, and attributes for the element
 */
export function useDropTarget(drops: (from: DraggedFrom) => ((callSid: string) => void) | null) {
  const dragged = useSelector(dragStore, ({ context }) => context.dragged)
  const drop = dragged && drops(dragged.from)
  if (!drop) return { lit: false, target: {} }
  return {
    lit: true,
    target: {
      onDragOver: (event: DragEvent<HTMLElement>) => {
        event.preventDefault()
        event.currentTarget.dataset.over = ''
      },
      onDragLeave: ({ currentTarget, relatedTarget }: DragEvent<HTMLElement>) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)))
          delete currentTarget.dataset.over
      },
      onDrop: (event: DragEvent<HTMLElement>) => {
        event.preventDefault()
        delete event.currentTarget.dataset.over
        end()
        drop(dragged.callSid)
      },
    },
  }
}
