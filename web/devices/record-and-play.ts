import { routeTo, type SoundOutput } from '../ring/sound-output.ts'

const RECORD_S = 4

/**
 * Records a microphone as loud as a call would have it, and plays it on an output. Resolves when it has sounded, or at once when
 * `signal` ends it.
 * @throws when the microphone or the output cannot be used
 */
export async function recordAndPlay(microphone: SoundOutput, output: SoundOutput, signal: AbortSignal) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { deviceId: microphone.deviceId } })
  const context = new AudioContext()
  try {
    const input = context.createGain()
    input.gain.value = microphone.volume / 100
    const echo = context.createDelay(RECORD_S)
    echo.delayTime.value = RECORD_S
    const volume = context.createGain()
    volume.gain.value = output.volume / 100
    context.createMediaStreamSource(stream).connect(input).connect(echo).connect(volume)
    await routeTo(context, volume, output.deviceId)
    await passed(RECORD_S, signal)
    // What is heard in the headset is not recorded again.
    input.gain.value = 0
    await passed(RECORD_S, signal)
  } finally {
    for (const track of stream.getTracks()) track.stop()
    void context.close()
  }
}

function passed(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1_000)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
    if (signal.aborted) resolve()
  })
}
