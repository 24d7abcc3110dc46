import type { Page } from 'playwright-core'

/** When a card appeared in or left a section of the screen. */
export interface Sighting {
  section: string
  callSid: string
  what: 'shown' | 'gone'
  /** Milliseconds since the epoch, with fractions. */
  at: number
}

/** When a button was pressed. */
export interface Press {
  name: string
  at: number
}

declare global {
  interface Window {
    __seen: { sightings: Sighting[]; presses: Press[]; statuses: { status: string; at: number }[] }
  }
}

/**
 * Lets the page itself record when its cards come and go and when its buttons are pressed. Times measured by the
 * test process would include the way there and back.
 */
export const watchCards = (page: Page) => page.addInitScript(watch)

function watch() {
  const now = () => performance.timeOrigin + performance.now()
  window.__seen = { sightings: [], presses: [], statuses: [] }
  const { sightings, presses, statuses } = window.__seen
  let shown = new Set<string>()
  let status = ''

  const look = () => {
    const at = now()
    const next = new Set<string>()
    for (const section of document.querySelectorAll('section[aria-labelledby]')) {
      const title = document.getElementById(section.getAttribute('aria-labelledby') ?? '')
      for (const card of section.querySelectorAll('[data-call-sid]'))
        next.add(`${title?.textContent}\n${card.getAttribute('data-call-sid')}`)
    }
    const note = (key: string, what: Sighting['what']) => {
      const [place = '', callSid = ''] = key.split('\n')
      sightings.push({ section: place, callSid, what, at })
    }
    for (const key of next) if (!shown.has(key)) note(key, 'shown')
    for (const key of shown) if (!next.has(key)) note(key, 'gone')
    shown = next
    const current = document.querySelector('[data-softphone]')?.getAttribute('data-softphone') ?? ''
    if (current !== status) statuses.push({ status: current, at })
    status = current
  }

  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-call-sid', 'data-softphone'],
  })
  const press = (event: Event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button) presses.push({ name: button.textContent ?? '', at: now() })
  }
  document.addEventListener('click', press, { capture: true })
}
