import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { type ReactNode, useState } from 'react'
import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import { useConsole, useDesk } from './use-console.ts'
import './dragging.css'

/**
 * An agent may drop a call on a free slot to park it, or on a free colleague to transfer it. The Park and Transfer
 * buttons do the same.
 */
export function Dragging({ children }: { children: ReactNode }) {
  const { command } = useConsole()
  const [dragged, setDragged] = useState<string | null>(null)
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))
  const call = useDesk(({ calls }) => calls.find((it) => it.callSid === dragged))

  const start = ({ active }: DragStartEvent) => setDragged(String(active.id))
  const end = ({ active, over }: DragEndEvent) => {
    setDragged(null)
    const drop = over ? dropped(String(over.id)) : null
    if (drop) void command(String(active.id), drop)
  }
  return (
    <DndContext sensors={sensors} onDragStart={start} onDragEnd={end} onDragCancel={() => setDragged(null)}>
      {children}
      <DragOverlay dropAnimation={null}>
        {call ? <div className="card drag-chip">{callerLabel(call)}</div> : null}
      </DragOverlay>
    </DndContext>
  )
}

const slotTarget = (slot: number) => `slot:${slot}`

function dropped(target: string): CallCommand | null {
  if (target.startsWith('slot:')) return { type: 'park', slot: Number(target.slice('slot:'.length)) }
  return target.startsWith('agent:') ? { type: 'transfer', to: target, kind: 'blind' } : null
}

/** Only a pointer drags. With a keyboard the card's buttons work as usual. */
export function useDragCall(call: CallView) {
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: call.callSid,
    disabled: call.status !== 'active' || call.state === 'active.dialling',
  })
  return { setNodeRef, listeners, isDragging }
}

interface Target {
  setNodeRef: (element: HTMLElement | null) => void
  /** The dragged call could be dropped here. */
  lit: boolean
  /** The dragged call is above this target. */
  over: boolean
}

export function useSlotTarget(slot: number): Target {
  const { setNodeRef, isOver, active } = useDroppable({ id: slotTarget(slot) })
  return { setNodeRef, lit: active !== null, over: isOver }
}

/** @param free available, and on no call */
export function useAgentTarget(agentId: string, free: boolean): Target {
  const { setNodeRef, isOver, active } = useDroppable({ id: `agent:${agentId}`, disabled: !free })
  return { setNodeRef, lit: free && active !== null, over: free && isOver }
}
