import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { type SteadyRow, steadyRows, withoutGone } from './steady-rows.ts'

/** How long a row stays that no pointer is near. */
const CLOSES_AFTER_MS = 2_000

/**
 * The rows of a list whose items come and go. While a mouse is over the list, no row moves: a click that is meant for one
 * caller never takes another. The rows of what has gone close when the mouse leaves, or after a while without one.
 */
export function useSteadyRows<T>(items: readonly T[], keyOf: (item: T) => string) {
  const [rows, setRows] = useState<readonly SteadyRow<T>[]>([])
  const pointed = useRef(false)
  const current = steadyRows(rows, items, keyOf)
  // React draws again at once, before the browser paints.
  if (current !== rows) setRows(current)

  const close = () => setRows(withoutGone)
  const left = current.filter(({ gone }) => gone).length
  useEffect(() => {
    if (left === 0) return
    const timer = setTimeout(() => {
      if (!pointed.current) setRows(withoutGone)
    }, CLOSES_AFTER_MS)
    return () => clearTimeout(timer)
  }, [left])

  return {
    rows: current,
    /** For the element around the list. A finger leaves with each touch, so it counts as no pointer. */
    pointing: {
      onPointerEnter: ({ pointerType }: PointerEvent) => {
        pointed.current = pointerType === 'mouse'
      },
      onPointerLeave: ({ pointerType }: PointerEvent) => {
        pointed.current = false
        if (pointerType === 'mouse') close()
      },
    },
  }
}
