import { find } from './find.js'
import { Handset } from './handset.js'
import { Phone } from './phone.js'
import { callsNow, followCalls, hangUpOnLeaving } from './simulator.js'
import { attempt, say } from './trouble.js'

/** @typedef {import('./simulator.js').SimulatedCall} SimulatedCall */

const NAMES = [
  ...['Ada Brown', 'Ben Ortiz', 'Carla Weiss', 'Dev Patel', 'Ella Novak', 'Farid Haddad'],
  ...['Grace Kim', 'Hugo Martin', 'Ines Costa', 'Jonas Lind', 'Kira Walsh', 'Liam Chen'],
]
const name = find(document, '#name', 'input')
const from = find(document, '#from', 'input')
const words = find(document, '#words', 'select')
const closing = find(document, '#closing', 'select')
const list = find(document, '#calls')
const none = find(document, '#none')
/** @type {Map<string, Phone>} */
const phones = new Map()
/** @type {Map<string, Handset>} of calls that were placed here and are not shown yet */
const lifted = new Map()

function suggest() {
  name.value = NAMES[Math.floor(Math.random() * NAMES.length)] ?? ''
  // 555-0100 to 555-0199 are kept free for stories.
  from.value = `+12175550${100 + Math.floor(Math.random() * 100)}`
}

find(document, '#dial').addEventListener('submit', (event) => {
  event.preventDefault()
  attempt(async () => {
    const caller = { from: from.value, callerName: name.value.trim() }
    // Before anything is awaited: somebody may type the next name while this call is placed.
    suggest()
    const { callSid, handset } = await Handset.call(caller, chosenWords())
    lifted.set(callSid, handset)
    const phone = phones.get(callSid)
    if (phone) takeUp(phone)
  })
})

/** @returns {import('./voice.js').Words} */
function chosenWords() {
  const { value } = words
  return value === 'microphone' || value === 'silence' ? value : Number(value)
}

/** @param {SimulatedCall} call */
function show(call) {
  if (call.direction !== 'inbound' || call.from.startsWith('client:')) return
  if (call.endedAt && !phones.has(call.callSid)) return
  phoneOf(call).show(call)
}

/** @param {SimulatedCall} call */
function phoneOf(call) {
  const known = phones.get(call.callSid)
  if (known) return known
  const phone = new Phone(call, {
    clear: () => remove(call.callSid),
    listen: (wanted) => listenTo(wanted ? phone : null),
  })
  phones.set(call.callSid, phone)
  list.prepend(phone.item)
  none.hidden = true
  takeUp(phone)
  return phone
}

/**
 * Gives a telephone its handset, if the call was placed here, and puts it to the ear.
 * @param {Phone} phone
 */
function takeUp(phone) {
  const handset = lifted.get(phone.call.callSid)
  if (!handset) return
  lifted.delete(phone.call.callSid)
  phone.take(handset)
  listenTo(phone)
}

/**
 * There is one ear and one mouth: all other telephones are put down.
 * @param {Phone | null} chosen
 */
function listenTo(chosen) {
  for (const phone of phones.values()) if (phone.isOwn) phone.hold(phone === chosen)
}

/** @param {string} callSid */
function remove(callSid) {
  phones.get(callSid)?.discard()
  phones.delete(callSid)
  none.hidden = phones.size > 0
}

addEventListener('pagehide', () => {
  if (closing.value !== 'hangup') return
  for (const [callSid, phone] of phones) if (phone.isOwn && phone.isLive) hangUpOnLeaving(callSid)
})

setInterval(() => {
  for (const phone of phones.values()) phone.tick()
}, 500)

setInterval(() => {
  if (!document.hidden) for (const phone of phones.values()) phone.meter()
}, 80)

// Levels are no events: the meters of calls from elsewhere ask for them while anybody looks.
setInterval(async () => {
  if (document.hidden || ![...phones.values()].some((phone) => phone.isLive && !phone.isOwn)) return
  for (const call of await callsNow()) if (phones.has(call.callSid)) show(call)
}, 1_000)

followCalls({
  snapshot: (live) => {
    for (const sid of [...phones.keys()]) if (!live.some((call) => call.callSid === sid)) remove(sid)
    live.forEach(show)
  },
  call: show,
  reach: (reached) => say(reached ? '' : 'The simulator is out of reach.'),
})

suggest()
fetch('/sim')
  .then((response) => response.json())
  .then((sim) => {
    find(document, '#number').textContent = sim.number
  })
