import { find } from './find.js'
import { callsNow, post } from './simulator.js'
import { attempt } from './trouble.js'

/** @typedef {import('./simulator.js').SimulatedCall} SimulatedCall */

const ANY = [429, 500, 503, 'lost', 'slow']
/** @type {readonly (readonly [action: string, label: string])[]} */
const ACTIONS = [
  ['drop', 'Kill'],
  ['crash', 'Crash'],
  ['forget', 'Forget'],
]
const section = find(document, '#faults', 'details')
const form = find(document, '#fault-form', 'form')
const inForce = find(document, '#in-force')
const legs = find(document, '#legs')
const replay = find(document, '#replay', 'input')

/** @param {string} name */
const number = (name) => Number(new FormData(form).get(name))
/** @param {string} name */
const share = (name) => number(name) / 100

function asked() {
  const answer = String(new FormData(form).get('restAnswer'))
  const seed = String(new FormData(form).get('seed'))
  const answers = answer === 'mixed' ? ANY : [/^\d+$/.test(answer) ? Number(answer) : answer]
  return {
    ...(seed !== '' && { seed: Number(seed) }),
    callbacks: {
      drop: share('drop'),
      duplicate: share('duplicate'),
      reorder: share('reorder'),
      jitterMs: number('jitterMs'),
    },
    documents: { duplicate: share('documentTwice'), jitterMs: number('documentMs') },
    rest: number('restShare') === 0 ? null : { answer: answers, share: share('restShare') },
  }
}

/** @param {object} faults */
const set = (faults) =>
  attempt(async () => {
    await post('/sim/faults', faults)
    await show()
  })

form.addEventListener('submit', (event) => {
  event.preventDefault()
  set(asked())
})
find(document, '#heal').addEventListener('click', () => {
  form.reset()
  set({})
})
find(document, '#save').addEventListener('click', () =>
  attempt(async () => {
    const journal = await (await fetch('/sim/faults/journal')).blob()
    const link = document.createElement('a')
    link.href = URL.createObjectURL(journal)
    link.download = 'faults.json'
    link.click()
    URL.revokeObjectURL(link.href)
  }),
)
replay.addEventListener('change', () =>
  attempt(async () => {
    const file = replay.files?.[0]
    if (file === undefined) return
    await post('/sim/faults/replay', JSON.parse(await file.text()))
    replay.value = ''
    await show()
  }),
)

async function show() {
  const { faults, seed, replayed } = await (await fetch('/sim/faults/journal')).json()
  inForce.textContent = words(faults, seed, replayed)
}

/**
 * @param {import('../faults/schema.ts').FaultJournal['faults']} faults
 * @param {number} seed
 * @param {boolean} replayed
 */
function words({ callbacks, documents, rest }, seed, replayed) {
  const said = [
    ...parts('callbacks', {
      lost: callbacks.drop,
      'sent twice': callbacks.duplicate,
      overtaken: callbacks.reorder,
    }),
    ...(callbacks.jitterMs > 0 ? [`callbacks late by up to ${callbacks.jitterMs} ms`] : []),
    ...parts('documents', { 'asked for twice': documents.duplicate }),
    ...(documents.jitterMs > 0 ? [`documents asked for up to ${documents.jitterMs} ms late`] : []),
    ...(rest === null
      ? []
      : [`${Math.round((rest.share ?? 1) * 100)} % of REST requests: ${rest.answer.join(', ')}`]),
  ]
  if (said.length === 0) return 'None.'
  return `${said.join('; ')}. Seed ${seed}${replayed ? ', as it was before' : ''}.`
}

/**
 * @param {string} what
 * @param {Record<string, number>} shares
 */
const parts = (what, shares) =>
  Object.entries(shares).flatMap(([how, of]) =>
    of > 0 ? [`${Math.round(of * 100)} % of ${what} ${how}`] : [],
  )

/** @param {SimulatedCall} call */
function row(call) {
  const item = document.createElement('li')
  const name = document.createElement('span')
  name.textContent = `${call.callerName ?? call.from.replace(/^client:/, '')}: ${call.where}`
  const buttons = ACTIONS.map(([action, label]) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = label
    button.setAttribute('aria-label', `${label}: ${name.textContent}`)
    button.addEventListener('click', () =>
      attempt(async () => {
        await post(`/sim/legs/${call.callSid}/${action}`)
        await showLegs()
      }),
    )
    return button
  })
  item.append(name, ...buttons)
  return item
}

let shown = ''
async function showLegs() {
  const live = (await callsNow()).filter(({ endedAt }) => endedAt === null)
  const now = JSON.stringify(live.map(({ callSid, where }) => [callSid, where]))
  if (now === shown) return
  shown = now
  legs.replaceChildren(...live.map(row))
}

setInterval(() => {
  if (section.open && !document.hidden) showLegs()
}, 1_000)
section.addEventListener('toggle', showLegs)
show()
