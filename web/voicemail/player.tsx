import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { formatDuration } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { playAlone } from '../one-sound.ts'

interface PlayerProps {
  src: string
  /** What it plays, for a screen reader. */
  name: string
  /** Shown until the browser knows the length. */
  seconds: number | null
  onPlaying?: () => void
}

/** Play, pause and seek, by mouse or keyboard. Button and slider describe their state to a screen reader. */
export function Player({ src, name, seconds, onPlaying }: PlayerProps) {
  const audio = useRef<HTMLAudioElement>(null)
  const [runs, setRuns] = useState(false)
  const [failed, setFailed] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(seconds ?? 0)

  const toggle = () => {
    const sound = audio.current
    if (!sound) return
    if (!sound.paused) return sound.pause()
    setFailed(false)
    // A sound that failed must be loaded again.
    if (sound.error) sound.load()
    sound.play().catch(() => setFailed(sound.error !== null))
  }

  return (
    <div className="player">
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said */}
      <audio
        ref={audio}
        src={src}
        preload="none"
        onPlay={({ currentTarget }) => {
          playAlone(currentTarget)
          setRuns(true)
        }}
        onPlaying={onPlaying}
        onPause={() => setRuns(false)}
        onEnded={() => setAt(0)}
        onError={() => {
          setRuns(false)
          setFailed(true)
        }}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onDurationChange={({ currentTarget: { duration } }) => {
          if (Number.isFinite(duration)) setLength(duration)
        }}
      />
      <Button
        className="btn-small"
        icon={runs ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />}
        aria-label={`${runs ? t('voicemail.pause') : t('voicemail.play')}: ${name}`}
        onClick={toggle}
      >
        {runs ? t('voicemail.pause') : t('voicemail.play')}
      </Button>
      <input
        type="range"
        className="seek"
        aria-label={t('voicemail.position', { name })}
        aria-valuetext={t('voicemail.positionOf', {
          at: formatDuration(at * 1000),
          length: formatDuration(length * 1000),
        })}
        min={0}
        max={Math.max(length, 0.1)}
        step={0.1}
        value={Math.min(at, Math.max(length, 0.1))}
        onChange={({ currentTarget: { value } }) => {
          setAt(Number(value))
          if (audio.current) audio.current.currentTime = Number(value)
        }}
      />
      <span className="small soft player-time" aria-hidden="true">
        {formatDuration(at * 1000)} / {formatDuration(length * 1000)}
      </span>
      {failed ? (
        <span className="small bad" role="alert">
          {t('voicemail.cannotPlay')}
        </span>
      ) : null}
    </div>
  )
}
