import { post } from './simulator.js'
import { loudness, sound } from './sound.js'
import { Voice } from './voice.js'

/** The telephone's own end of a call: speaks and hears over WebRTC with the simulator, on this machine. */
export class Handset {
  #peer = new RTCPeerConnection({ iceServers: [] })
  #loudspeaker = new Audio()
  #voice
  #tell
  says = () => this.#voice.level()
  hears = () => 0

  /**
   * Calls the number.
   * @param {{from: string, callerName: string}} caller
   * @param {import('./voice.js').Words} words
   * @returns {Promise<{callSid: string, handset: Handset}>}
   */
  static async call(caller, words) {
    const handset = new Handset(words)
    try {
      const offer = await handset.#offer()
      const { callSid, sdp } = await post('/sim/calls', { ...caller, sdp: offer })
      await handset.#peer.setRemoteDescription({ type: 'answer', sdp })
      return { callSid, handset }
    } catch (error) {
      handset.close()
      throw error
    }
  }

  /** @param {import('./voice.js').Words} words */
  constructor(words) {
    this.note = ''
    this.onNote = () => {}
    this.#tell = (/** @type {string} */ note) => {
      this.note = note
      this.onNote()
    }
    this.#voice = new Voice(words, this.#tell)
    this.#peer.addEventListener('track', ({ track }) => this.#listen(new MediaStream([track])))
    this.#peer.addEventListener('connectionstatechange', () => {
      if (this.#peer.connectionState === 'failed') this.#tell('No sound gets through to the simulator.')
    })
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.#voice.mute(muted)
  }

  /**
   * At the ear, or put down: then nothing is heard from it here, and the microphone is not in it.
   * @param {boolean} held
   */
  hold(held) {
    this.#loudspeaker.muted = !held
    this.#voice.hold(held)
  }

  close() {
    this.#voice.stop()
    this.#peer.close()
    this.#loudspeaker.srcObject = null
    this.hears = () => 0
    this.says = () => 0
  }

  /** Complete as it is: the simulator's address is enough for both, so nothing is trickled. */
  async #offer() {
    const [track] = this.#voice.stream.getAudioTracks()
    if (track) this.#peer.addTrack(track, this.#voice.stream)
    await this.#peer.setLocalDescription()
    return this.#peer.localDescription?.sdp ?? ''
  }

  /** @param {MediaStream} stream */
  #listen(stream) {
    this.#loudspeaker.srcObject = stream
    this.#loudspeaker
      .play()
      .catch(() => this.#tell('This browser plays no sound before you click into the page.'))
    this.hears = loudness(new MediaStreamAudioSourceNode(sound(), { mediaStream: stream }))
  }
}
