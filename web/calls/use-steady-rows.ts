import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { firstGoneAt, type SteadyRow, steadyRows, withoutGone } from './steady-rows.ts'

/** How long a row stays that no pointer is near. */
const CLOSES_AFTER_MS = 2_000

/**
 * The rows of a list whose items come and go. While a mouse is over the list, no row moves: a click that is meant for one
 * caller never takes another. The rows of what has gone close when the mouse leaves, after a while without one, or when
 * there are very many.
 */
export function useSteadyRows<T>(items: readonly T[], keyOf: (item: T) => string) {
  const [rows, setRows] = useState<readonly SteadyRow<T>[]>([])
  const pointed = useRef(false)
  const current = steadyRows(rows, items, keyOf, performance.now())
  // React draws again at once, before the browser paints.
  if (current !== rows) setRows(current)

  const first = firstGoneAt(current)
  // What goes later does not put it off: on a busy desk something always goes.
  useEffect(() => {
    if (first === null) return
    const until = performance.now()
    const timer = setTimeout(() => {
      if (!pointed.current) setRows((it) => withoutGone(it, until))
    }, CLOSES_AFTER_MS)
    return () => clearTimeout(timer)
  }, [first])

  return {
    rows: current,
    /** For the element around the list. A finger leaves with each touch, so it counts as no pointer. */
    pointing: {
      onPointerEnter: ({ pointerType }: PointerEvent) => {
        pointed.current = pointerType === 'mouse'
      },
      onPointerLeave: ({ pointerType }: PointerEvent) => {
        pointed.current = false
        if (pointerType === 'mouse') setRows((it) => withoutGone(it))
      },
    },
  }
}
