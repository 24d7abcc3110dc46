import {
  IconBellFilled,
  IconBellOff,
  IconCircle,
  IconCircleFilled,
  IconSquareFilled,
} from '@tabler/icons-react'
import type { TileState } from '../../coordinator/protocol/tile-state.ts'

const signs: Record<TileState, typeof IconCircle> = {
  available: IconCircleFilled,
  talking: IconSquareFilled,
  rings: IconBellFilled,
  away: IconCircle,
  deaf: IconBellOff,
  offline: IconCircle,
}

/** Each state has a shape, beside its colour and its word. */
export function TileSign({ state, size = 12 }: { state: TileState; size?: number }) {
  const Sign = signs[state]
  return <Sign size={size} stroke={3} className={`sign sign-${state}`} aria-hidden />
}
