import { find } from './find.js'
import { post } from './simulator.js'
import { attempt } from './trouble.js'

/** @typedef {import('./simulator.js').SimulatedCall} SimulatedCall */

const KEYS = '123456789*0#'

/** One telephone of the page: the card of one call. */
export class Phone {
  item = blank()
  #where = find(this.item, '.where')
  #time = find(this.item, '.time')
  #level = find(this.item, '.meter i')
  #mute = find(this.item, '.mute')
  #stop = find(this.item, '.stop')

  /**
   * @param {SimulatedCall} call
   * @param {() => void} clear takes the card of an ended call off the page
   */
  constructor(call, clear) {
    this.call = call
    this.name = call.callerName || 'Caller'
    find(this.item, '.who').textContent = this.name
    find(this.item, '.number').textContent = call.from
    find(this.item, '.keys').append(...[...KEYS].map((key) => this.#key(key)))
    this.#stop.addEventListener('click', () => {
      if (this.call.endedAt) clear()
      else attempt(() => this.#ask('hangup'))
    })
    this.#mute.addEventListener('click', () => attempt(() => this.#setSilent(!this.#isSilent)))
  }

  /** @param {SimulatedCall} call */
  show(call) {
    this.call = call
    const over = Boolean(call.endedAt)
    const where = call.where.charAt(0).toUpperCase() + call.where.slice(1)
    if (this.#where.textContent !== where) this.#where.textContent = where
    this.#where.dataset.kind = over ? 'end' : call.where.startsWith('talking') ? 'talk' : 'wait'
    this.#level.style.width = `${Math.min(100, call.hears.level * 400)}%`
    this.item.classList.toggle('ended', over)
    this.#mute.hidden = over
    this.#stop.textContent = over ? 'Clear' : 'Hang up'
    this.#stop.setAttribute('aria-label', `${this.#stop.textContent}: ${this.name}`)
  }

  /** Moves the clock on. */
  tick() {
    const { startedAt, endedAt } = this.call
    if (!startedAt) return
    const end = endedAt ? Date.parse(endedAt) : Date.now()
    const seconds = Math.max(0, Math.floor((end - Date.parse(startedAt)) / 1_000))
    this.#time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }

  get #isSilent() {
    return this.#mute.getAttribute('aria-pressed') === 'true'
  }

  /** @param {boolean} silent */
  async #setSilent(silent) {
    await this.#ask('speech', { speaking: !silent })
    this.#mute.setAttribute('aria-pressed', String(silent))
    this.#mute.textContent = silent ? 'Unmute' : 'Mute'
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
