import { find } from './find.js'
import { Phone } from './phone.js'
import { callsNow, followCalls, post } from './simulator.js'
import { attempt, say } from './trouble.js'

/** @typedef {import('./simulator.js').SimulatedCall} SimulatedCall */

const NAMES =
  'Ada Brown,Ben Ortiz,Carla Weiss,Dev Patel,Ella Novak,Farid Haddad,Grace Kim,Hugo Martin,Ines Costa,Jonas Lind,Kira Walsh,Liam Chen'.split(
    ',',
  )
const name = find(document, '#name', 'input')
const from = find(document, '#from', 'input')
const list = find(document, '#calls')
const none = find(document, '#none')
/** @type {Map<string, Phone>} */
const phones = new Map()

function suggest() {
  name.value = NAMES[Math.floor(Math.random() * NAMES.length)] ?? ''
  // 555-0100 to 555-0199 are kept free for stories.
  from.value = `+12175550${100 + Math.floor(Math.random() * 100)}`
}

find(document, '#dial').addEventListener('submit', (event) => {
  event.preventDefault()
  attempt(async () => {
    await post('/sim/calls', { from: from.value, callerName: name.value.trim() })
    suggest()
  })
})

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
  const phone = new Phone(call, () => remove(call.callSid))
  phones.set(call.callSid, phone)
  list.prepend(phone.item)
  none.hidden = true
  return phone
}

/** @param {string} callSid */
function remove(callSid) {
  phones.get(callSid)?.item.remove()
  phones.delete(callSid)
  none.hidden = phones.size > 0
}

setInterval(() => {
  for (const phone of phones.values()) phone.tick()
}, 500)

// Levels are no events: the meters ask for them while anybody looks.
setInterval(async () => {
  if (document.hidden || ![...phones.values()].some(({ call }) => !call.endedAt)) return
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
