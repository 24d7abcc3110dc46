import { closeMicrophone, inWords, openMicrophone } from './microphone.js'
import { loudness, sound } from './sound.js'

/** @typedef {'microphone' | 'silence' | number} Words what a caller says; a number is a tone of so many hertz */

const STAND_IN_HZ = 440
const TONE_LEVEL = 0.2
/** After so long without an answer, the browser most likely asks for leave to use the microphone. */
const ASKED_MS = 1_500

/** What a caller says. */
export class Voice {
  #context = sound()
  #gate = new GainNode(this.#context)
  #out = new MediaStreamAudioDestinationNode(this.#context)
  /** @type {() => void} */
  #stop = () => {}
  #stopped = false
  #muted = false
  #held = true
  #isMicrophone = false

  level = loudness(this.#gate)
  stream = this.#out.stream

  /**
   * @param {Words} words
   * @param {(note: string) => void} tell what the caller has to know of it
   */
  constructor(words, tell) {
    this.#gate.connect(this.#out)
    if (words === 'microphone') this.#openMicrophone(tell)
    else if (words !== 'silence') this.#playTone(words)
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.#muted = muted
    this.#set()
  }

  /**
   * Whether the caller speaks into this telephone or another one; a tone sounds on either way.
   * @param {boolean} held
   */
  hold(held) {
    this.#held = held
    this.#set()
  }

  stop() {
    this.#stopped = true
    this.#stop()
    this.#gate.disconnect()
  }

  #set() {
    const open = !this.#muted && (this.#held || !this.#isMicrophone)
    this.#gate.gain.setTargetAtTime(open ? 1 : 0, this.#context.currentTime, 0.01)
  }

  /** @param {number} hertz */
  #playTone(hertz) {
    const tone = new OscillatorNode(this.#context, { frequency: hertz })
    const volume = new GainNode(this.#context, { gain: TONE_LEVEL })
    tone.connect(volume).connect(this.#gate)
    tone.start()
    this.#isMicrophone = false
    this.#stop = () => tone.stop()
    this.#set()
  }

  /** @param {(note: string) => void} tell */
  #openMicrophone(tell) {
    this.#isMicrophone = true
    this.#stop = closeMicrophone
    const asked = setTimeout(() => tell('Let this page use the microphone, or choose a tone.'), ASKED_MS)
    /** @param {unknown} error */
    const standIn = (error) => {
      if (this.#stopped) return
      closeMicrophone()
      this.#playTone(STAND_IN_HZ)
      tell(`${inWords(error)}: a tone of ${STAND_IN_HZ} Hz speaks for you.`)
    }
    openMicrophone()
      .then((stream) => {
        if (this.#stopped) return
        tell('')
        const source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: stream })
        source.connect(this.#gate)
        stream.getTracks()[0]?.addEventListener('ended', standIn, { once: true })
        this.#stop = () => {
          source.disconnect()
          closeMicrophone()
        }
      })
      .catch(standIn)
      .finally(() => clearTimeout(asked))
  }
}
