import { find } from './find.js'
import { post } from './simulator.js'
import { attempt } from './trouble.js'

/** @typedef {import('./simulator.js').SimulatedCall} SimulatedCall */
/** @typedef {import('./handset.js').Handset} Handset */

const KEYS = '123456789*0#'
/** Of what the simulator reports; quieter ones show nothing. */
const QUIETEST_DB = 50

/** One telephone of the page: the card of one call. */
export class Phone {
  item = blank()
  #where = find(this.item, '.where')
  #time = find(this.item, '.time')
  #hears = find(this.item, '.hears', 'meter')
  #says = find(this.item, '.says', 'meter')
  #note = find(this.item, '.note')
  #ear = find(this.item, '.ear')
  #mute = find(this.item, '.mute')
  #stop = find(this.item, '.stop')
  /** @type {Handset | null} this page's own end of the call; null for a call that was placed elsewhere */
  #handset = null

  /**
   * @param {SimulatedCall} call
   * @param {{clear: () => void, listen: (wanted: boolean) => void}} on
   *   `clear` takes the card of an ended call off the page, `listen` puts this telephone to the ear or down
   */
  constructor(call, on) {
    this.call = call
    this.name = call.callerName || 'Caller'
    this.item.classList.add('elsewhere')
    find(this.item, '.who').textContent = this.name
    find(this.item, '.number').textContent = call.from
    find(this.item, '.keys').append(...[...KEYS].map((key) => this.#key(key)))
    this.#stop.addEventListener('click', () => {
      if (this.call.endedAt) on.clear()
      else attempt(() => this.#ask('hangup'))
    })
    this.#ear.addEventListener('click', () => on.listen(!isPressed(this.#ear)))
    this.#mute.addEventListener('click', () => attempt(() => this.#setMuted(!isPressed(this.#mute))))
  }

  get isLive() {
    return !this.call.endedAt
  }

  get isOwn() {
    return this.#handset !== null
  }

  /** @param {Handset} handset */
  take(handset) {
    this.#handset = handset
    this.item.classList.remove('elsewhere')
    handset.onNote = () => {
      this.#note.textContent = handset.note
    }
    handset.onNote()
    if (!this.isLive) handset.close()
  }

  /**
   * Puts it to the ear, or down.
   * @param {boolean} held
   */
  hold(held) {
    this.#handset?.hold(held)
    press(this.#ear, held)
  }

  /** @param {SimulatedCall} call */
  show(call) {
    this.call = call
    const where = call.where.charAt(0).toUpperCase() + call.where.slice(1)
    if (this.#where.textContent !== where) this.#where.textContent = where
    this.#where.dataset.kind = !this.isLive ? 'end' : where.startsWith('Talking') ? 'talk' : 'wait'
    this.item.classList.toggle('ended', !this.isLive)
    this.#stop.textContent = this.isLive ? 'Hang up' : 'Clear'
    this.#stop.setAttribute('aria-label', `${this.#stop.textContent}: ${this.name}`)
    if (!this.isLive) this.#handset?.close()
    else if (!this.isOwn) this.#showLevels(toTheEar(call.hears.level), toTheEar(call.says.level))
  }

  /** Takes it off the page. */
  discard() {
    this.#handset?.close()
    this.item.remove()
  }

  /** Moves the clock on. */
  tick() {
    const { startedAt, endedAt } = this.call
    if (!startedAt) return
    const end = endedAt ? Date.parse(endedAt) : Date.now()
    const seconds = Math.max(0, Math.floor((end - Date.parse(startedAt)) / 1_000))
    this.#time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }

  /** Moves the meters on, of a call that can be heard here. */
  meter() {
    if (this.#handset !== null && this.isLive) this.#showLevels(this.#handset.hears(), this.#handset.says())
  }

  /**
   * @param {number} heard
   * @param {number} said
   */
  #showLevels(heard, said) {
    show(this.#hears, heard)
    show(this.#says, said)
  }

  /** @param {boolean} muted */
  async #setMuted(muted) {
    if (this.#handset === null) await this.#ask('speech', { speaking: !muted })
    else this.#handset.mute(muted)
    press(this.#mute, muted)
  }

  /** @param {string} key */
  #key(key) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = key
    button.addEventListener('click', () => attempt(() => this.#ask('digits', { digits: key })))
    return button
  }

  /**
   * @param {string} what
   * @param {object} [body]
   */
  #ask = (what, body) => post(`/sim/calls/${this.call.callSid}/${what}`, body)
}

function blank() {
  const item = find(document, '#phone', 'template').content.firstElementChild?.cloneNode(true)
  if (!(item instanceof HTMLElement)) throw new Error('The page has no telephone')
  return item
}

/**
 * @param {HTMLMeterElement} meter
 * @param {number} level 0 to 1
 */
function show(meter, level) {
  meter.value = level
  meter.style.setProperty('--level', level.toFixed(2))
}

/** @param {HTMLElement} button */
const isPressed = (button) => button.getAttribute('aria-pressed') === 'true'

/**
 * @param {HTMLElement} button
 * @param {boolean} pressed
 */
const press = (button, pressed) => button.setAttribute('aria-pressed', String(pressed))

/** @param {number} level as the simulator measures it: root mean square, 0 to 1 */
const toTheEar = (level) => Math.max(0, 1 + (20 * Math.log10(level + 1e-5)) / QUIETEST_DB)
