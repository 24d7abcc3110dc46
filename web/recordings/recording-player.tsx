import { NativeSelect } from '@mantine/core'
import { IconCheck, IconDownload, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { formatDuration } from '../calls/format.ts'
import { number } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { playAlone } from '../one-sound.ts'
import { downloadOf, type RecordingPath } from './requests.ts'
import { type Sound, useSound } from './use-sound.ts'
import { afterSilence, type Waveform } from './waveform.ts'
import { WaveformPicture } from './waveform-picture.tsx'
import '../look/chip.css'
import './recording-player.css'

const SPEEDS = [0.75, 1, 1.25, 1.5, 2]
const STEP_S = 5

interface PlayerProps {
  recording: RecordingPath
  /** The name of the other party. */
  name: string
  seconds: number | null
}

/** Plays a recording as soon as it is read. On its line, Space plays and pauses, and arrows to the sides move. */
export function RecordingPlayer({ recording, name, seconds }: PlayerProps) {
  const { sound, again } = useSound(recording)
  const frame = useRef<HTMLElement>(null)
  useEffect(() => frame.current?.focus({ preventScroll: true }), [])
  return (
    <section
      ref={frame}
      className="recording-player"
      tabIndex={-1}
      aria-label={t('recordings.recordingOf', { name })}
    >
      {sound.state === 'read' ? (
        <Controls sound={sound} recording={recording} name={name} seconds={seconds} />
      ) : (
        <div className="recording-wait" role="status">
          {sound.state === 'failed' ? (
            <>
              <span className="bad">{t('recordings.notRead')}</span>
              <Button className="btn-small" onClick={again}>
                {t('start.tryAgain')}
              </Button>
            </>
          ) : (
            <span className="soft">{t('start.reading')}</span>
          )}
        </div>
      )}
    </section>
  )
}

interface ControlsProps extends PlayerProps {
  sound: Extract<Sound, { state: 'read' }>
}

function Controls({ sound: { url, waveform }, recording, name, seconds }: ControlsProps) {
  const audio = useRef<HTMLAudioElement>(null)
  const [runs, setRuns] = useState(false)
  const [failed, setFailed] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(seconds ?? 0)
  const [speed, setSpeed] = useState(1)
  const [skips, setSkips] = useState(false)
  const longest = Math.max(length, 0.1)

  const toggle = () => {
    const sound = audio.current
    if (!sound) return
    if (sound.paused) sound.play().catch(() => setFailed(sound.error !== null))
    else sound.pause()
  }
  const seek = (to: number) => {
    const there = Math.max(0, Math.min(to, length))
    setAt(there)
    if (audio.current) audio.current.currentTime = there
  }
  const moved = (sound: HTMLAudioElement) => {
    const next = skips && waveform ? afterSilence(waveform.silences, sound.currentTime) : null
    if (next === null) setAt(sound.currentTime)
    else seek(next)
  }
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP_S, ArrowRight: STEP_S }[event.key]
    if (step === undefined && event.key !== ' ') return
    event.preventDefault()
    if (step === undefined) toggle()
    else seek((audio.current?.currentTime ?? at) + step)
  }
  const line = useRef<HTMLInputElement>(null)
  // An agent who has waited here for the sound goes on with its line.
  useEffect(() => {
    if (document.activeElement?.matches('.recording-player')) line.current?.focus({ preventScroll: true })
  }, [])

  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said */}
      <audio
        ref={audio}
        src={url}
        autoPlay
        onPlay={({ currentTarget }) => {
          playAlone(currentTarget)
          currentTarget.playbackRate = speed
          setRuns(true)
          setFailed(false)
        }}
        onPause={() => setRuns(false)}
        onError={() => setFailed(true)}
        onTimeUpdate={({ currentTarget }) => moved(currentTarget)}
        onDurationChange={({ currentTarget: { duration } }) => {
          if (Number.isFinite(duration)) setLength(duration)
        }}
      />
      <div className="wave-frame">
        {waveform ? <WaveformPicture waveform={waveform} played={at / longest} /> : null}
        <input
          ref={line}
          type="range"
          onKeyDown={onKey}
          aria-label={t('recordings.position')}
          aria-valuetext={t('voicemail.positionOf', {
            at: formatDuration(at * 1_000),
            length: formatDuration(length * 1_000),
          })}
          min={0}
          max={longest}
          step={0.1}
          value={Math.min(at, longest)}
          onChange={({ currentTarget: { value } }) => seek(Number(value))}
        />
      </div>
      {waveform ? <WhoSpoke waveform={waveform} name={name} /> : null}
      <div className="row">
        <Button
          className="btn-small recording-play"
          icon={runs ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />}
          onClick={toggle}
        >
          {t(runs ? 'voicemail.pause' : 'voicemail.play')}
        </Button>
        <span className="small soft recording-time" aria-hidden="true">
          {formatDuration(at * 1_000)} / {formatDuration(length * 1_000)}
        </span>
        <NativeSelect
          aria-label={t('recordings.speed')}
          size="xs"
          data={SPEEDS.map((value) => ({ value: String(value), label: `${number(value)} ×` }))}
          value={String(speed)}
          onChange={({ currentTarget: { value } }) => {
            setSpeed(Number(value))
            if (audio.current) audio.current.playbackRate = Number(value)
          }}
        />
        <Button
          className="btn-small chip"
          aria-pressed={skips}
          disabled={waveform === null}
          icon={skips ? <IconCheck size={14} aria-hidden /> : null}
          onClick={() => setSkips(!skips)}
        >
          {t('recordings.skipSilence')}
        </Button>
        <a className="btn btn-quiet btn-small" href={downloadOf(recording)} download>
          <IconDownload size={15} aria-hidden />
          <span>{t('recordings.download')}</span>
        </a>
      </div>
      <div role="alert" className="small bad">
        {failed ? t('recordings.notPlayed') : null}
      </div>
    </>
  )
}

function WhoSpoke({ waveform: { spoke, silentS }, name }: { waveform: Waveform; name: string }) {
  const time = (seconds: number) => formatDuration(seconds * 1_000)
  return (
    <p className="small soft">
      {spoke
        ? t('recordings.whoSpoke', {
            name,
            caller: time(spoke.caller),
            office: time(spoke.office),
            silence: time(silentS),
          })
        : t('recordings.silence', { silence: time(silentS) })}
    </p>
  )
}
