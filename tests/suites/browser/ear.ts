import type { Page } from 'playwright-core'

/** The sound in one moment, over 64 ms; `pitch` over 256 ms, which separates neighbouring notes. */
export interface HeardSound {
  /** Milliseconds since the epoch. */
  at: number
  /** The strongest frequency. */
  hertz: number
  /** The strongest note as a MIDI number with fractions: 60 is middle C. */
  pitch: number
  /** Of full scale, in dB. */
  level: number
  /** The strongest frequency more than 60 Hz away from it, in dB. */
  rest: number
  /** The level at each of `VOICES`, in dB. */
  voices: number[]
}

/** The voices of a talk: each is a frequency of its own, no multiple of another one. */
export const VOICES = { caller: 440, front: 650, sales: 1_010, supervisor: 1_370 } as const
export type Voice = keyof typeof VOICES

/** What to wait for: a number of moments in a row, none of them before `since`. */
interface Wanted {
  hertz: [least: number, most: number]
  level: [least: number, most: number]
  /** How far above the rest, in dB. */
  above: number
  moments: number
  since: number
}

declare global {
  interface Window {
    __ear: HeardSound[]
  }
}

/** Lets a browser make sound without a click. */
export const EAR_ARGS = ['--autoplay-policy=no-user-gesture-required']

const PATIENCE_MS = 15_000
const TOLERANCE_HZ = 15
const ANY: [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
const AUDIBLE_DB = -45
const SILENT_DB = -70
/** The music's softest moments are louder. */
export const FAINT_DB = -62

/** Measures the samples of all sound that a page receives by WebRTC. */
export class Ear {
  private constructor(private readonly page: Page) {}

  /** Call it before the page is opened or reloaded. @param voice the tone of the page's microphone, in hertz */
  static async in(page: Page, voice: number | null = null): Promise<Ear> {
    await page.addInitScript(listen, Object.values(VOICES))
    if (voice !== null) await page.addInitScript(speak, voice)
    return new Ear(page)
  }

  /** Waits for a tone, far above anything else. @returns the first moment of it */
  tone = (hertz: number, since = 0, moments = 5) =>
    this.wait({
      hertz: [hertz - TOLERANCE_HZ, hertz + TOLERANCE_HZ],
      level: [AUDIBLE_DB, 0],
      above: 15,
      moments,
      since,
    })

  /** Waits for a sound below this frequency in hertz, such as music. @returns its first moment */
  below = (hertz: number, since: number, moments = 5) =>
    this.wait({ hertz: [50, hertz - 20], level: [FAINT_DB, 0], above: ANY[0], moments, since })

  /** Waits for half a second of silence. */
  silence = (since = 0) =>
    this.wait({ hertz: ANY, level: [Number.NEGATIVE_INFINITY, SILENT_DB], above: ANY[0], moments: 25, since })

  /** Waits until these voices are heard, and no other one, for a while. @returns the first moment of it */
  async hears(voices: readonly Voice[], since = 0, moments = 15): Promise<number> {
    const wanted = {
      heard: Object.keys(VOICES).map((voice) => voices.some((one) => one === voice)),
      since,
      moments,
    }
    const handle = await this.page
      .waitForFunction(findVoices, wanted, { timeout: PATIENCE_MS, polling: 20 })
      .catch(async (error: unknown) => {
        const last = await this.page.evaluate(() => window.__ear.slice(-5).map((sound) => sound.voices))
        throw new Error(`Not heard: ${voices}, but ${JSON.stringify(last)}`, { cause: error })
      })
    return (await handle.jsonValue()) as number
  }

  /** The moments of the next milliseconds. */
  async during(ms: number): Promise<HeardSound[]> {
    const from = await this.now()
    const handle = await this.page.waitForFunction(
      (until) => (window.__ear.at(-1)?.at ?? 0) >= until && window.__ear,
      from + ms,
      { timeout: ms + PATIENCE_MS },
    )
    return ((await handle.jsonValue()) as HeardSound[]).filter(({ at }) => at >= from)
  }

  now = () => this.page.evaluate(() => performance.timeOrigin + performance.now())

  private async wait(wanted: Wanted): Promise<HeardSound> {
    const handle = await this.page
      .waitForFunction(find, wanted, { timeout: PATIENCE_MS, polling: 20 })
      .catch(async (error: unknown) => {
        const last = await this.page.evaluate(() => window.__ear.slice(-5))
        throw new Error(`Not heard: ${JSON.stringify(wanted)}, but ${JSON.stringify(last)}`, { cause: error })
      })
    return (await handle.jsonValue()) as HeardSound
  }
}

/** Runs in the page: the first moment of the first matching row of moments. */
function find({ hertz, level, above, moments, since }: Wanted): HeardSound | undefined {
  const within = (value: number, [least, most]: [number, number]) => value >= least && value <= most
  let row = 0
  for (const [index, sound] of window.__ear.entries()) {
    const fits =
      sound.at >= since &&
      within(sound.hertz, hertz) &&
      within(sound.level, level) &&
      sound.level - sound.rest >= above
    row = fits ? row + 1 : 0
    if (row === moments) return window.__ear[index - moments + 1]
  }
  return undefined
}

/** Runs in the page: the first moment of the first row of moments in which these voices are loud, and the others far below. */
function findVoices({
  heard,
  since,
  moments,
}: {
  heard: boolean[]
  since: number
  moments: number
}): number | undefined {
  let row = 0
  for (const [index, { at, voices }] of window.__ear.entries()) {
    const fits = at >= since && voices.every((level, n) => (heard[n] ? level > -45 : level < -65))
    row = fits ? row + 1 : 0
    if (row === moments) return window.__ear[index - moments + 1]?.at
  }
  return undefined
}

/** Runs in the page: measures the spectrum of every received stream 50 times a second. */
function listen(frequencies: number[]) {
  const context = new AudioContext({ sampleRate: 16_000 })
  const [quick, fine] = [1_024, 4_096].map(
    (fftSize) => new AnalyserNode(context, { fftSize, smoothingTimeConstant: 0 }),
  ) as [AnalyserNode, AnalyserNode]
  const kept = 3_000
  window.__ear = []

  class Tapped extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      this.addEventListener('track', ({ track }) => {
        const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) })
        source.connect(quick)
        source.connect(fine)
      })
    }
  }
  window.RTCPeerConnection = Tapped

  const strongest = (analyser: AnalyserNode) => {
    const bins = new Float32Array(analyser.frequencyBinCount)
    analyser.getFloatFrequencyData(bins)
    const width = context.sampleRate / analyser.fftSize
    const near = Math.ceil(60 / width)
    const db = (bin: number) => Math.max(-150, bins[bin] ?? -150)
    let peak = 1
    for (let bin = 1; bin < bins.length - 1; bin += 1) if (db(bin) > db(peak)) peak = bin
    let rest = -150
    for (let bin = 1; bin < bins.length; bin += 1)
      if (Math.abs(bin - peak) > near) rest = Math.max(rest, db(bin))
    // Between the bins: the maximum of a parabola through the three highest ones.
    const [left, top, right] = [db(peak - 1), db(peak), db(peak + 1)]
    const curve = left - 2 * top + right
    const hertz = (peak + (curve === 0 ? 0 : (left - right) / (2 * curve))) * width
    const voices = frequencies.map((frequency) => Math.round(db(Math.round(frequency / width))))
    return { hertz, level: top, rest, voices }
  }

  setInterval(() => {
    const pitch = 69 + 12 * Math.log2(strongest(fine).hertz / 440)
    window.__ear.push({ at: performance.timeOrigin + performance.now(), pitch, ...strongest(quick) })
    if (window.__ear.length > kept) window.__ear.shift()
  }, 20)
}

/** Runs in the page: its microphone is a tone. */
function speak(hertz: number) {
  const context = new AudioContext()
  const tone = new OscillatorNode(context, { frequency: hertz })
  const volume = new GainNode(context, { gain: 0.2 })
  const microphone = new MediaStreamAudioDestinationNode(context)
  tone.connect(volume).connect(microphone)
  tone.start()
  // Each caller of getUserMedia gets tracks of its own, as from a real microphone.
  navigator.mediaDevices.getUserMedia = async () => microphone.stream.clone()
}
