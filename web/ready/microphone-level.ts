/** Of a full scale of 0 dB: the softest sound that lights a bar. */
const FLOOR_DB = -60

/**
 * Measures a microphone until it is told to stop. Never rejects: whether the microphone works is a fact of the page.
 * @param tell gets the level, 0 to 1, with each frame
 */
export function followLevel(deviceId: string, tell: (level: number) => void): () => void {
  let stopped = false
  let end = () => {}
  open().then(
    (stop) => {
      end = stop
      if (stopped) stop()
    },
    (error: unknown) => console.warn('The level of the microphone cannot be measured', error),
  )
  return () => {
    stopped = true
    end()
  }

  async function open(): Promise<() => void> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { deviceId } })
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    let frame = 0
    const measure = () => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, it) => sum + it * it, 0) / samples.length
      tell(Math.min(1, Math.max(0, 1 - (10 * Math.log10(power)) / FLOOR_DB)))
      frame = requestAnimationFrame(measure)
    }
    measure()
    return () => {
      cancelAnimationFrame(frame)
      for (const track of stream.getTracks()) track.stop()
      void context.close()
    }
  }
}
