import { useMemo } from 'react'
import type { Waveform } from './waveform.ts'

const HEIGHT = 56
const MIDDLE = HEIGHT / 2
/** A bar that nobody filled is a line. */
const LEAST = 0.5

/** Who spoke when: the caller above the line, the office below it. The words under it say the same. */
export function WaveformPicture({ waveform, played }: { waveform: Waveform; played: number }) {
  const { bars } = waveform
  const picture = useMemo(() => {
    const up = bars.map(({ caller }, at) => bar(at, MIDDLE - height(caller), height(caller))).join('')
    const down = bars.map(({ office }, at) => bar(at, MIDDLE, height(office))).join('')
    return (
      <>
        <path className="wave-caller" d={up} />
        <path className="wave-office" d={down} />
      </>
    )
  }, [bars])
  const box = { viewBox: `0 0 ${bars.length} ${HEIGHT}`, preserveAspectRatio: 'none' }
  return (
    <>
      <svg className="wave" {...box} aria-hidden="true">
        {picture}
      </svg>
      <svg
        className="wave wave-played"
        style={{ clipPath: `inset(0 ${100 - Math.min(100, played * 100)}% 0 0)` }}
        {...box}
        aria-hidden="true"
      >
        {picture}
      </svg>
    </>
  )
}

const height = (level: number) => Math.max(LEAST, Math.sqrt(level) * (MIDDLE - 2))
const bar = (at: number, top: number, tall: number) => `M${at} ${top}h.7v${tall}h-.7z`
